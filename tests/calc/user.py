"""What a user does to a document by other means than ours; for LibreOffice's own Python: user.py PIPE WHAT ID SHEET."""

import sys

import uno


def main():
    pipe, what, identity, name = sys.argv[1:]
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    documents = desktop.Components.createEnumeration()
    while documents.hasMoreElements():
        document = documents.nextElement()
        if getattr(document, "RuntimeUID", None) == identity:
            break
    sheet = document.Sheets.getByName(name)
    if what == "protect":
        sheet.protect("")
    elif what == "filter":
        table = next(each for each in document.DatabaseRanges if each.DataArea.Sheet == sheet.RangeAddress.Sheet)
        field = uno.createUnoStruct("com.sun.star.sheet.TableFilterField3")
        value = uno.createUnoStruct("com.sun.star.sheet.FilterFieldValue")
        value.StringValue = "Familiepleje"
        field.Field, field.Operator, field.Values = 2, 2, (value,)
        table.getFilterDescriptor().setFilterFields3((field,))
        table.refresh()


main()
