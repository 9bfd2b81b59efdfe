"""Sandbox mailbox: takes every email by SMTP, keeps it, and shows it. Nothing is passed on."""
