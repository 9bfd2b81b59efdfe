"""A pretend ATS and a mailbox, as processes of their own: for trying Afterview and for its fault stories.

Nothing here imports the product: it is spoken to over HTTP and SMTP only, as a vendor would.
"""
