"""The PC made ready (*install*) and examined (*doctor*)."""
