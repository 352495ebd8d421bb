"""The fault suite: the real service on a real server, what goes wrong around it, and one checker of what must hold."""
