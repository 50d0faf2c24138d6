Public Sub GenaabnMaaned()
    Dim maaned As String
    maaned = InputBox("Hvilken måned skal åbnes igen (1-12)? Det er den, der er lukket senest.", "Genåbn måned", _
        CStr(Month(DateAdd("m", -1, Date))))
    If maaned = "" Then Exit Sub
    RunPython "import styring_xl.buttons as b; b.press('reopen_month', '@VERSION@', '" & Kodet(maaned) & "')"
End Sub
