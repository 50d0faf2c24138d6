"""Next year's budget from the bottom: what the commitments cost then, what moves them, and what users add."""
