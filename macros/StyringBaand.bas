Attribute VB_Name = "StyringBaand"
Option Explicit

' Båndets knapper kalder de samme makroer som knapperne på arkene.

Public Sub BaandOpdaterPrognose(control As IRibbonControl)
    OpdaterPrognose
End Sub

Public Sub BaandVisAendringer(control As IRibbonControl)
    VisAendringer
End Sub

Public Sub BaandKontrollerData(control As IRibbonControl)
    KontrollerData
End Sub

Public Sub BaandHentPosteringer(control As IRibbonControl)
    HentPosteringer
End Sub

Public Sub BaandFortryd(control As IRibbonControl)
    Fortryd
End Sub

Public Sub BaandLukMaaned(control As IRibbonControl)
    LukMaaned
End Sub

Public Sub BaandOmStyring(control As IRibbonControl)
    OmStyring
End Sub
