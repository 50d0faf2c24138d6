Public Sub NaesteAarsArk()
    Dim stigning As String
    stigning = InputBox("Hvor mange procent skal taksterne stige (f.eks. 2,9 eller 0)? Lad feltet stå for at følge " & _
        "PL-indekset i Parametre.", "Næste års ark", "PL-indeks")
    If stigning = "" Then Exit Sub
    RunPython "import styring_xl.buttons as b; b.press('make_next_year', '@VERSION@', '" & Kodet(stigning) & "')"
End Sub
