Public Sub FlytIndstilling()
    Dim valg As String
    valg = InputBox("Hvilken mulighed på Indstilling skal skrives i Disponering: Indstilling, Alternativ 1 eller " & _
        "Alternativ 2?", "Flyt indstilling", "Indstilling")
    If valg = "" Then Exit Sub
    RunPython "import styring_xl.buttons as b; b.press('move_recommendation', '@VERSION@', '" & Kodet(valg) & "')"
End Sub
