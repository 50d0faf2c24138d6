Attribute VB_Name = "StyringHjaelp"
Option Explicit
Option Private Module

' Svarer på mange spørgsmål fra Python i ét kald: et kald mellem to programmer er hundrede gange dyrere end et her.
' Ingen funktion må fejle ud i Excel, for så vises fejlsøgningen. Et tomt svar betyder, at Python spørger selv.

Private Const MEST As Long = 4000
Private Const HOVED As Long = 60
Private Const UDTRAEK As String = "*.csv;*.txt;*.xlsx;*.xlsm"

Private Valgte As String

' Lader brugeren vælge udtræk. Falsk, når der fortrydes; kan programmet ikke vise filer, siger Python det.
' LibreOffice kalder sig Excel 11 og viser selv valget bagefter.
Public Function VaelgFiler() As Boolean
    Dim valg As Variant, fil As Variant
    On Error GoTo Fejl
    Valgte = ""
    VaelgFiler = True
    If Val(Application.Version) < 12 Then Exit Function
    If InStr(Application.OperatingSystem, "Mac") > 0 Then
        valg = Application.GetOpenFilename()
    Else
        valg = Application.GetOpenFilename("Udtræk (" & UDTRAEK & ")," & UDTRAEK, 1, "Hent posteringer", , True)
    End If
    If IsArray(valg) Then
        For Each fil In valg
            Valgte = Valgte & fil & Chr(31)
        Next
    ElseIf VarType(valg) = vbString Then
        Valgte = valg & Chr(31)
    Else
        VaelgFiler = False
    End If
Fejl:
End Function

' De udtræk, brugeren valgte sidst.
Public Function HjaelpValgteFiler() As String
    HjaelpValgteFiler = Valgte
End Function

' En tekst som fire hextal pr. tegn, så intet, en bruger skriver, kan blive til kode.
Public Function Kodet(ByVal tekst As String) As String
    Dim i As Long
    For i = 1 To Len(tekst)
        Kodet = Kodet & Right("0000" & Hex(AscW(Mid(tekst, i, 1)) And &HFFFF&), 4)
    Next
End Function

' Om et dobbeltklik på en celle viser dens grundlag: et beregnet tal på et af arkene, eller en række på Grundlag.
Public Function KanFoelges(ByVal ark As Object, ByVal celle As Object) As Boolean
    Dim navn As Object, omraade As Object
    On Error GoTo Fejl
    KanFoelges = False
    If celle.Cells.Count <> 1 Then Exit Function
    If Left(celle.Style.Name, 13) = "Styring input" Then Exit Function
    For Each navn In ThisWorkbook.Names
        If Left(navn.Name, 8) = "Styring_" Then
            Set omraade = Omraadet(navn)
            If Not omraade Is Nothing Then
                If omraade.Worksheet.Name = ark.Name Then
                    If Not Application.Intersect(omraade, celle) Is Nothing Then
                        KanFoelges = (VarType(celle.Value) = vbDouble) Or (VarType(celle.Value) = vbCurrency) Or _
                            (navn.Name = "Styring_Grundlag")
                        Exit Function
                    End If
                End If
            End If
        End If
    Next
Fejl:
End Function

' Cellerne bag et navn; ingenting, når det ikke længere viser nogen celler.
Private Function Omraadet(ByVal navn As Object) As Object
    On Error GoTo Fejl
    Set Omraadet = Nothing
    Set Omraadet = navn.RefersToRange
Fejl:
End Function

' Arkene med størrelse og egenskaber, deres tabeller, og projektmappens navne.
Public Function HjaelpOverblik() As String
    Dim ark As Object, brugt As Object, tabel As Object, navn As Object
    Dim f As String, r As String, svar As String
    On Error GoTo Fejl
    f = Chr(31)
    r = Chr(30)
    For Each ark In ThisWorkbook.Worksheets
        Set brugt = ark.UsedRange
        svar = svar & "ark" & f & ark.Name & f & (brugt.Row + brugt.Rows.Count - 1) & f & _
            (brugt.Column + brugt.Columns.Count - 1) & f & Tegn(brugt.HasFormula) & f & Tegn(ark.ProtectContents) & f & _
            Tegn(ark.FilterMode) & f & Tegn(ark.Hyperlinks.Count > 0) & f & Flettede(ark, brugt) & r
        For Each tabel In ark.ListObjects
            svar = svar & "tabel" & f & ark.Name & f & tabel.Name & f & tabel.Range.Address(False, False) & f & _
                Tegn(tabel.ShowHeaders) & f & Tegn(tabel.ShowTotals) & r
        Next
    Next
    For Each navn In ThisWorkbook.Names
        svar = svar & "navn" & f & navn.Name & f & navn.RefersTo & r
    Next
    HjaelpOverblik = svar
    Exit Function
Fejl:
    HjaelpOverblik = ""
End Function

' De navngivne stilarter i nogle områder (ark, adresse, ark, adresse, ...), kolonne for kolonne i så få stykker som muligt.
Public Function HjaelpStile(ByVal felter As Variant) As String
    Dim i As Long, kolonne As Long, spurgt As Long
    Dim ark As Object, omraade As Object
    Dim svar As String
    On Error GoTo Fejl
    For i = LBound(felter) To UBound(felter) Step 2
        Set ark = ThisWorkbook.Worksheets(CStr(felter(i)))
        Set omraade = ark.Range(CStr(felter(i + 1)))
        For kolonne = omraade.Column To omraade.Column + omraade.Columns.Count - 1
            Halver ark, omraade.Row, omraade.Row + omraade.Rows.Count - 1, kolonne, svar, spurgt
        Next
    Next
    HjaelpStile = svar
    Exit Function
Fejl:
    HjaelpStile = ""
End Function

' Sætter stilarter (ark, adresse, stilart, ark, ...) og svarer, hvor mange der blev sat.
Public Function HjaelpUdseende(ByVal opgaver As Variant) As String
    Dim i As Long, sat As Long
    On Error GoTo Fejl
    For i = LBound(opgaver) To UBound(opgaver) Step 3
        ThisWorkbook.Worksheets(CStr(opgaver(i))).Range(CStr(opgaver(i + 1))).Style = CStr(opgaver(i + 2))
        sat = sat + 1
    Next
Fejl:
    HjaelpUdseende = CStr(sat)
End Function

' Grupperer rækker (første:sidste:skjult;...) under rækken over dem, og ingen andre fra den første til den sidste; svarer, hvor mange.
Public Function HjaelpFold(ByVal ark As String, ByVal foerste As Long, ByVal sidste As Long, ByVal grupper As String) As String
    Dim i As Long, gjort As Long
    Dim dele As Variant, del As Variant
    Dim alle As Object
    On Error GoTo Fejl
    With ThisWorkbook.Worksheets(ark)
        .Outline.SummaryRow = 0
        Set alle = .Rows(foerste & ":" & sidste)
        If IsNull(alle.OutlineLevel) Then
            alle.OutlineLevel = 1
            alle.Hidden = False
        ElseIf alle.OutlineLevel <> 1 Then
            alle.OutlineLevel = 1
            alle.Hidden = False
        End If
        dele = Split(grupper, ";")
        For i = LBound(dele) To UBound(dele)
            del = Split(dele(i), ":")
            .Rows(del(0) & ":" & del(1)).OutlineLevel = 2
            If del(2) = "1" Then .Rows(del(0) & ":" & del(1)).Hidden = True
            gjort = gjort + 1
        Next
    End With
    HjaelpFold = CStr(gjort)
    Exit Function
Fejl:
    HjaelpFold = ""
End Function

Private Sub Halver(ByVal ark As Object, ByVal foerste As Long, ByVal sidste As Long, ByVal kolonne As Long, _
        ByRef svar As String, ByRef spurgt As Long)
    Dim stil As String
    Dim midte As Long
    If spurgt >= MEST Then Exit Sub
    spurgt = spurgt + 1
    stil = Stilart(ark.Range(ark.Cells(foerste, kolonne), ark.Cells(sidste, kolonne)))
    If stil <> "" Then
        svar = svar & ark.Name & Chr(31) & foerste & Chr(31) & sidste & Chr(31) & kolonne & Chr(31) & stil & Chr(30)
    ElseIf foerste < sidste Then
        midte = foerste + (sidste - foerste) \ 2
        Halver ark, foerste, midte, kolonne, svar, spurgt
        Halver ark, midte + 1, sidste, kolonne, svar, spurgt
    End If
End Sub

Private Function Stilart(ByVal celler As Object) As String
    Stilart = ""
    If IsNull(celler.Style) Then Exit Function
    Stilart = celler.Style.Name
End Function

' 0 for nej; 1 for ja og for "nogle af dem", som Excel svarer Null på.
Private Function Tegn(ByVal svar As Variant) As String
    Tegn = "1"
    If IsNull(svar) Then Exit Function
    If Not CBool(svar) Then Tegn = "0"
End Function

' Flettede celler øverst på arket: adresser med komma imellem.
Private Function Flettede(ByVal ark As Object, ByVal brugt As Object) As String
    Dim raekke As Long, bund As Long, kolonne As Long, bredde As Long
    Dim celle As Object
    bund = brugt.Row + brugt.Rows.Count - 1
    bredde = brugt.Column + brugt.Columns.Count - 1
    If bund > HOVED Then bund = HOVED
    If Tegn(ark.Range(ark.Cells(1, 1), ark.Cells(bund, bredde)).MergeCells) = "0" Then Exit Function
    For raekke = 1 To bund
        If Tegn(ark.Range(ark.Cells(raekke, 1), ark.Cells(raekke, bredde)).MergeCells) = "1" Then
            For kolonne = 1 To bredde
                Set celle = ark.Cells(raekke, kolonne)
                If celle.MergeCells Then
                    If celle.MergeArea.Row = raekke And celle.MergeArea.Column = kolonne Then
                        If Flettede <> "" Then Flettede = Flettede & ","
                        Flettede = Flettede & celle.MergeArea.Address(False, False)
                    End If
                End If
            Next
        End If
    Next
End Function
