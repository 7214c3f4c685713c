"""The yardstick: a Flet page with one text and one button, and Flet's defaults."""
import os

import flet as ft


@ft.component
def Hello() -> ft.View:
    count, set_count = ft.use_state(0)
    return ft.View(route="/", controls=[ft.Text(f"안녕하세요 {count}"), ft.Button("더하기", key="더하기", on_click=lambda _: set_count(count + 1))])


if __name__ == "__main__":
    # no_cdn: a machine without the internet could not start the page at all
    ft.run(lambda page: page.render_views(Hello), view=None, host="127.0.0.1", port=int(os.environ["PORT"]), no_cdn=True)
