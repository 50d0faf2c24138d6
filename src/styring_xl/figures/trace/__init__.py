"""From a figure back to what it is made of: postings, commitments, lines of the budget and puljer."""
