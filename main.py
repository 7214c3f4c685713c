"""Where Flet's own tools (flet run, flet build) start the app: they look for this file beside assets/."""
from app.cli import start_packaged

if __name__ == "__main__":
    start_packaged()
