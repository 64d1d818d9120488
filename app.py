"""Streamlit entry: the server imports this once for its routes, and runs it as a script for each look at a page."""

from streamlit.web.server.starlette import App

from matcher.ui.frame import run
from matcher.ui.routes import MIDDLEWARE, routes
from matcher.ui.watched import life

if __name__ == "__main__":
    run()
else:
    app = App(__file__, routes=routes(), middleware=MIDDLEWARE, lifespan=life)
