"""One fictive municipality with known figures, laid out as people lay their workbooks and extracts out.

A seed draws a bundle of small named features (section names in the first column, sums above, months headed with
»kr.« …) and renders the municipality with them; the product is then run from the outside, as its users run it, and
what it says and writes is held against figures that a plain loop in ``municipality`` has computed.
"""
