' Annullér er et tomt svar; derfor står der i forvejen noget i hvert felt.
Public Sub GemRevision()
    Dim navn As String, note As String
    navn = InputBox("Hvad hedder budgetrevisionen?", "Gem revision", "BO1")
    If navn = "" Then Exit Sub
    note = InputBox("Note til revisionen. Lad feltet stå, hvis der ingen er.", "Gem revision", "ingen")
    If note = "" Then Exit Sub
    RunPython "import styring_xl.buttons as b; b.press('keep_revision', '@VERSION@', '" & _
        Kodet(navn) & "', '" & Kodet(note) & "')"
End Sub
