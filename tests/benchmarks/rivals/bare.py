"""The least that keeps a delivery: a Flask route with one INSERT, committed, and nothing else."""

import os

from flask import Flask, request
from psycopg_pool import ConnectionPool

app = Flask(__name__)
# gunicorn loads this in each worker, after it has forked.
pool = ConnectionPool(os.environ["BENCH_DATABASE"], min_size=8, max_size=8, open=True)


@app.post("/hooks/<key>")
def hook(key: str) -> tuple[str, int]:
    """Keep one delivery."""
    with pool.connection() as connection:
        connection.execute(
            "INSERT INTO inbox (id, body) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            (request.headers["webhook-id"], request.get_data()),
        )
    return "stored", 202
