"""Talking to others: ATSs and mail. Plain Python, requests and marshmallow; knows nothing of the product."""
