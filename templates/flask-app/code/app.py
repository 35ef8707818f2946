"""A first Flask app: a page, a small JSON interface, and a health check."""

import flask

app = flask.Flask(__name__)

PAGE = """<!doctype html>
<title>Greetings</title>
<h1>Greetings</h1>
<form action="/"><input name="name" value="{{ name }}"> <button>Greet</button></form>
<p>Hello, {{ name }}.</p>
"""


@app.get("/")
def page():
    return flask.render_template_string(PAGE, name=flask.request.args.get("name", "world"))


@app.get("/api/greeting")
def greeting():
    return {"greeting": f"Hello, {flask.request.args.get('name', 'world')}."}


@app.get("/healthz")
def health():
    """Asked by the workbench before the app gets visitors, and every second from then on."""
    return {"status": "ok"}
