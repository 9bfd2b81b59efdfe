"""Sandbox Odoo: the part of Odoo 17 Recruitment's JSON-RPC and webhooks that an adapter meets.

Written from the behaviour of a real Odoo 17.0 Community server with hr_recruitment and base_automation.
"""
