"""Measures the app side by side with a bare Flet page: `python -m bench`."""
