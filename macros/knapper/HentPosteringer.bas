Public Sub HentPosteringer()
    If Not VaelgFiler() Then Exit Sub
    RunPython "import styring_xl.buttons as b; b.press('import_postings', '@VERSION@')"
End Sub
