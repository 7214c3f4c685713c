"""The seam between a store, which knows no Flet, and components."""

from typing import Any, TypeVar

import flet as ft

from app.state.store import Store

S = TypeVar("S")


def use_store(store: Store[S, Any, Any]) -> S:
    """The store's state now; draws again whenever it changes."""
    state, set_state = ft.use_state(store.state)
    leaving = ft.use_ref(None)

    def join() -> None:
        leaving.current = store.subscribe(set_state)

    def leave() -> None:
        if leaving.current is not None:
            leaving.current()

    # Flet 1.0.5 forgets a cleanup that join() returns as soon as the component is drawn again: pass it.
    ft.use_effect(join, [store], cleanup=leave)
    return state
