"""The app as it is, but slow to save: a page that was asked for `employees` takes them for the open client file, then takes its time."""

import os
import time
from pathlib import Path

import streamlit as st
from streamlit.web.server.starlette import App

from matcher.ui import desk
from matcher.ui.frame import run
from matcher.ui.routes import MIDDLEWARE, routes
from matcher.ui.watched import life

save = desk.autosave


def save_slowly() -> None:
    """Say that saving has begun, and do it two seconds later."""
    if employees := st.query_params.get("employees"):
        st.session_state["answers"]["enterprise"]["employees"] = int(employees)
        Path(os.environ["BEGUN"]).touch()
        time.sleep(2)
    save()


if __name__ == "__main__":
    desk.autosave = save_slowly
    run()
    desk.autosave = save
else:
    app = App(__file__, routes=routes(), middleware=MIDDLEWARE, lifespan=life)
