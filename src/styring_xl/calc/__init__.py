"""LibreOffice Calc as one more program the product works in, through xlwings like Excel.

Two programs take part, because LibreOffice runs its own Python and the product lives in another environment:

- ``program`` runs inside LibreOffice and knows UNO, but nothing of the product: it uses the standard library alone.
- everything else runs in the environment with ``styring_xl`` and knows xlwings, but nothing of UNO.

They talk through a pair of pipes (``channel``). A press is served on LibreOffice's own main thread, so nothing else
happens to the document meanwhile, as with a macro.
"""
