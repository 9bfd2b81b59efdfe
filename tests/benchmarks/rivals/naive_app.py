"""What one writes first: a view that verifies and queues the payload itself."""

import base64
import hashlib
import hmac
import os

from flask import Flask, request

from tests.benchmarks.rivals.naive_tasks import send_survey

app = Flask(__name__)
KEY = base64.b64decode(os.environ["BENCH_SECRET"].removeprefix("whsec_"))


@app.post("/hooks/<key>")
def hook(key: str) -> tuple[str, int]:
    """Queue one delivery."""
    body = request.get_data()
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    if not hmac.compare_digest(expected, request.headers["webhook-signature"]):
        return "bad signature", 401
    send_survey.delay(request.get_json())
    return "queued", 202
