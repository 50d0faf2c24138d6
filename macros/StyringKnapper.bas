Attribute VB_Name = "StyringKnapper"
Option Explicit

' Knapperne. Arbejdet ligger i Python-pakken styring_xl; teksten efter kommandoen er den version, arket er bygget til.

Public Sub OpdaterPrognose()
    RunPython "import styring_xl.buttons as b; b.press('update_forecast', '@VERSION@')"
End Sub

Public Sub VisAendringer()
    RunPython "import styring_xl.buttons as b; b.press('preview', '@VERSION@')"
End Sub

Public Sub KontrollerData()
    RunPython "import styring_xl.buttons as b; b.press('check_data', '@VERSION@')"
End Sub

Public Sub Fortryd()
    RunPython "import styring_xl.buttons as b; b.press('undo', '@VERSION@')"
End Sub

Public Sub OmStyring()
    RunPython "import styring_xl.buttons as b; b.press('about', '@VERSION@')"
End Sub
