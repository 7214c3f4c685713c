"""A little Korean app with a counter, to look at the edge without the rest of the house."""
import flet as ft

from app.person_key import current_person


@ft.component
def Counter(person: str) -> ft.View:
    count, set_count = ft.use_state(0)

    def fail() -> None:
        raise RuntimeError("4111111111111111")

    return ft.View(route="/", controls=[
        ft.Text("이번 달 요금", size=24),
        ft.Text("33,000원 똠방각하 펲 믜 햏 ₩ · … → ✓ •", weight=ft.FontWeight.BOLD),
        ft.Text(f"{count}번 눌렀어요"),
        ft.Text(f"손님 {person[:6]}"),
        ft.Icon(ft.Icons.CHECK),
        ft.Button("더하기", on_click=lambda e: set_count(lambda now: now + 1)),
        ft.Button("고장", on_click=lambda e: fail()),
    ])


def small_app(page: ft.Page) -> None:
    page.title = "알뜰지기"
    page.theme = ft.Theme(font_family="Altteul Sans")
    page.theme_animation_style = ft.AnimationStyle(duration=0, reverse_duration=0)
    page.render_views(Counter, current_person())
