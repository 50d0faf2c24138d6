
' I LibreOffice går knapperne til udvidelsen, som i Excel til xlwings. Uden den ville LibreOffice vise en fejl i koden.
Public Sub RunPython(ByVal kode As String)
    Dim udvidelse As Object
    Set udvidelse = createUnoService("dk.styring_xl.Runner")
    If udvidelse Is Nothing Then
        MsgBox "Styring-XL er ikke lagt ind i LibreOffice. Dobbeltklik på styring-xl.oxt (i mappen LibreOffice, hvor " & _
            "Styring-XL blev installeret fra), start LibreOffice igen, og tryk på knappen igen. Arket er ikke ændret.", _
            vbExclamation, "Styring-XL"
        Exit Sub
    End If
    udvidelse.trigger "run:" & kode
End Sub
