Public Sub AccepterPulje()
    Dim foranstaltning As String
    foranstaltning = InputBox("Hvilken foranstaltnings foreslåede pulje skal skrives i Disponering? " & _
        "Lad feltet stå for alle.", "Accepter pulje", "alle")
    If foranstaltning = "" Then Exit Sub
    RunPython "import styring_xl.buttons as b; b.press('accept_reserve', '@VERSION@', '" & Kodet(foranstaltning) & "')"
End Sub
