' Annullér er et tomt svar; derfor står der i forvejen noget i hvert felt.
Public Sub LukMaaned()
    Dim maaned As String, total As String, note As String
    maaned = InputBox("Hvilken måned skal lukkes (1-12)?", "Luk måned", CStr(Month(DateAdd("m", -1, Date))))
    If maaned = "" Then Exit Sub
    total = InputBox("Økonomisystemets total for årets måneder til og med den, der lukkes, i kr. " & _
        "Lad feltet stå, hvis der ikke skal afstemmes.", "Luk måned", "ikke afstemt")
    If total = "" Then Exit Sub
    note = InputBox("Note, der forklarer en difference til økonomisystemet, eller at måneden lukkes uden alle sine " & _
        "posteringer. Lad feltet stå, hvis der ingen er.", "Luk måned", "ingen")
    If note = "" Then Exit Sub
    RunPython "import styring_xl.buttons as b; b.press('close_month', '@VERSION@', '" & _
        Kodet(maaned) & "', '" & Kodet(total) & "', '" & Kodet(note) & "')"
End Sub
