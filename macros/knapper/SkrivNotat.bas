Public Sub SkrivNotat()
    Dim slags As String
    slags = InputBox("Skal notatet gemmes som Word eller som PDF? Det lægges i samme mappe som arket.", _
        "Skriv notat", "Word")
    If slags = "" Then Exit Sub
    RunPython "import styring_xl.buttons as b; b.press('write_memo', '@VERSION@', '" & Kodet(slags) & "')"
End Sub
