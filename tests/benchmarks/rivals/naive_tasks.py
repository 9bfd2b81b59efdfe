"""What one writes first: a task for each email, which opens a connection of its own."""

import os
import smtplib
from email.message import EmailMessage

from celery import Celery
from jinja2 import Environment, FileSystemLoader

app = Celery("naive", broker=os.environ["BENCH_BROKER"])
app.conf.task_ignore_result = True
templates = Environment(loader=FileSystemLoader(os.environ["BENCH_TEMPLATES"]), autoescape=True)


@app.task
def send_survey(event: dict[str, dict[str, dict[str, str]]]) -> None:
    """Send one survey."""
    candidate = event["data"]["candidate"]
    message = EmailMessage()
    message["From"] = "hello@northgate.example"
    message["To"] = candidate["email"]
    message["Subject"] = templates.get_template("subject.txt").render()
    message.set_content(templates.get_template("survey.txt").render(name=candidate["name"]))
    html = templates.get_template("survey.html").render(name=candidate["name"])
    message.add_alternative(html, subtype="html")
    with smtplib.SMTP("127.0.0.1", int(os.environ["BENCH_SMTP_PORT"])) as server:
        server.send_message(message)
