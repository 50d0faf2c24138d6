"""What the format calls things in charts and in looks: elements, attributes, and the words among their values; and its
functions.

The charts, the looks and the formulas of a copy are written of these and of nothing else.
"""

from __future__ import annotations

from typing import Final

_CHART: Final = """
    area3DChart areaChart auto autoTitleDeleted axId axPos backWall backward bandFmt bandFmts bar3DChart
    barChart barDir baseTimeUnit bubble3D bubbleChart bubbleScale bubbleSize builtInUnit cat catAx chart
    chartSpace crossAx crossBetween crosses crossesAt custSplit custUnit dLbl dLblPos dLbls dPt dTable date1904
    dateAx delete depthPercent dispBlanksAs dispEq dispRSqr dispUnits dispUnitsLbl doughnutChart downBars
    dropLines errBarType errBars errDir errValType explosion f firstSliceAng floor formatCode forward gapDepth
    gapWidth grouping h hMode hPercent hiLowLines holeSize idx intercept invertIfNegative layout layoutTarget
    lblAlgn lblOffset leaderLines legend legendEntry legendPos line3DChart lineChart logBase majorGridlines
    majorTickMark majorTimeUnit majorUnit manualLayout marker max min minorGridlines minorTickMark minorTimeUnit
    minorUnit minus multiLvlStrRef name noEndCap noMultiLvlLbl numFmt numLit numRef ofPieChart ofPieType order
    orientation overlap overlay period perspective pie3DChart pieChart plotArea plotVisOnly plus pt ptCount
    rAngAx radarChart radarStyle rich rotX rotY roundedCorners scaling scatterChart scatterStyle secondPiePt
    secondPieSize separator ser serAx serLines shape showBubbleSize showCatName showDLblsOverMax showHorzBorder
    showKeys showLeaderLines showLegendKey showNegBubbles showOutline showPercent showSerName showVal
    showVertBorder sideWall size sizeRepresents smooth spPr splitPos splitType stockChart strLit strRef style
    surface3DChart surfaceChart symbol thickness tickLblPos tickLblSkip tickMarkSkip title trendline
    trendlineLbl trendlineType tx txPr upBars upDownBars v val valAx varyColors view3D w wMode wireframe x xMode
    xVal y yMode yVal
"""
_DRAWING: Final = """
    alpha alphaMod alphaOff anchor avLst backdrop bevel bevelB bevelT bgClr blue blueMod blueOff blur bodyPr
    buAutoNum buClr buClrTx buFontTx buNone buSzPct buSzPts buSzTx camera comp contourClr cs custDash defPPr
    defRPr ds ea effectLst endParaRPr ext extrusionClr fgClr fillOverlay fillToRect flatTx gamma glow gradFill
    gray green greenMod greenOff grpFill gs gsLst headEnd highlight hslClr hue hueMod hueOff innerShdw inv
    invGamma latin lightRig lin ln lnSpc lstStyle lum lumMod lumOff lvl1pPr lvl2pPr lvl3pPr lvl4pPr lvl5pPr
    lvl6pPr lvl7pPr lvl8pPr lvl9pPr miter noAutofit noFill norm normAutofit off outerShdw p pPr path pattFill
    prstClr prstDash prstGeom prstShdw prstTxWarp r rPr red redMod redOff reflection rot round rtl sat satMod
    satOff scene3d schemeClr scrgbClr shade softEdge solidFill sp3d spAutoFit spcAft spcBef spcPct spcPts
    srgbClr sysClr t tab tabLst tailEnd tileRect tint uFill uFillTx uLn uLnTx up xfrm
"""
_ATTRIBUTES: Final = """
    algn anchor anchorCtr ang b bIns baseline blend blurRad bwMode cap cmpd compatLnSpc contourW cx cy d
    defTabSz dir dist dx dy dz eaLnBrk endA endPos extrusionH fadeDir flip flipH flipV fontAlgn fontScale
    forceAA formatCode fov fromWordArt g grow h hangingPunct horzOverflow hue i idx indent kern kumimoji kx ky l
    lIns lastClr lat latinLnBrk len lim lnSpcReduction lon lum lvl marL marR normalizeH numCol path pos prst
    prstMaterial r rIns rad rev rig rot rotWithShape rtl rtlCol sat scaled sourceLinked sp spc spcCol
    spcFirstLastPara stA stPos startAt strike sx sy sz t tIns type typeface u upright val vert vertOverflow w
    wrap x y z zoom
"""
_VALUES: Final = """
    black white red green blue yellow gray dkGray ltGray orange purple brown 1 0 true false t b l r tr ctr lower
    upper both none all col bar clustered stacked percentStacked standard cone coneToMax box cylinder pyramid
    pyramidToMax lineMarker line marker smooth smoothMarker filled pie ofPie auto circle dash diamond dot
    picture plus square star triangle x y bestFit inBase inEnd outEnd gap span zero minMax maxMin high low
    nextTo cross in out autoZero max min midCat between factor edge inner outer exp linear log movingAvg poly
    power cust fixedVal percentage stdDev stdErr minus days months years pos percent val area w hundreds
    thousands tenThousands hundredThousands millions tenMillions hundredMillions billions trillions bg1 tx1 bg2
    tx2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink phClr dk1 lt1 dk2 lt2 solid lgDash
    sysDash sysDot sysDashDot sysDashDotDot dashDot lgDashDot lgDashDotDot flat rnd sq sng dbl thickThin
    thinThick tri arrow oval stealth med lg sm round bevel miter horz vert vert270 wordArtVert eaVert
    mongolianVert wordArtVertRtl overflow ellipsis clip just dist justLow thaiDist noStrike sngStrike dblStrike
    heavy dotted dottedHeavy dashHeavy dashLong dashLongHeavy wavy wavyHeavy wavyDbl words small shape path rect
    ellipse roundRect oneCell twoCell absolute pct5 pct10 pct20 pct25 pct30 pct40 pct50 pct60 pct70 pct75 pct80
    pct90 ltHorz dkHorz narHorz dashHorz ltVert dkVert narVert dashVert dnDiag upDiag ltDnDiag dkDnDiag wdDnDiag
    dashDnDiag ltUpDiag dkUpDiag wdUpDiag dashUpDiag diagCross smCheck lgCheck smGrid lgGrid dotGrid smConfetti
    lgConfetti horzBrick diagBrick solidDmnd openDmnd dotDmnd plaid sphere weave divot shingle wave trellis
    zigZag window windowText background1 text1 tl bl br norm flip xy base ext legacyWireframe warmMatte clear
    plastic metal threePt balanced orthographicFront sys
"""
ELEMENTS: Final = frozenset((*(f"c:{name}" for name in _CHART.split()), *(f"a:{name}" for name in _DRAWING.split())))
"""The elements, with the prefix they are written with. What holds pictures, links, fields, other programs' additions or
what is stored of the cells is not among them."""
ATTRIBUTES: Final = frozenset(_ATTRIBUTES.split())
"""The attributes; none of them is a name or a description that a person writes."""
VALUES: Final = frozenset(_VALUES.split())
"""What an attribute says where it is neither a number nor a colour."""

_LOOKS: Final = """
    alignment b bgColor border bottom cellStyle charset color condense diagonal end extend family fgColor fill font
    gradientFill horizontal i left name numFmt outline patternFill protection right scheme shadow start stop strike sz
    top u vertAlign vertical xf
"""
_LOOK_ATTRIBUTES: Final = """
    applyAlignment applyBorder applyFill applyFont applyNumberFormat applyProtection auto borderId bottom builtinId
    count customBuiltin degree diagonalDown diagonalUp fillId fontId formatCode hidden horizontal iLevel indent indexed
    justifyLastLine left locked name numFmtId outline patternType pivotButton position quotePrefix readingOrder
    relativeIndent rgb right shrinkToFit style textRotation theme tint top type val vertical wrapText xfId
"""
_LOOK_VALUES: Final = """
    baseline bottom center centerContinuous darkDown darkGray darkGrid darkHorizontal darkTrellis darkUp darkVertical
    dashDot dashDotDot dashed distributed dotted double doubleAccounting false fill general gray0625 gray125 hair
    justify left lightDown lightGray lightGrid lightHorizontal lightTrellis lightUp lightVertical linear major medium
    mediumDashDot mediumDashDotDot mediumDashed mediumGray minor none path right single singleAccounting slantDashDot
    solid subscript superscript thick thin top true
"""
LOOKS: Final = frozenset(_LOOKS.split())
"""The elements of a workbook's looks, of those that stand in a list or deeper."""
LOOK_ATTRIBUTES: Final = frozenset(_LOOK_ATTRIBUTES.split())
"""The attributes of looks; ``name`` is written by rules of its own."""
LOOK_VALUES: Final = frozenset(_LOOK_VALUES.split())
"""What an attribute says of looks where it is neither a number nor a colour."""
BUILT_IN: Final = frozenset(
    (
        "Normal", "Comma", "Comma [0]", "Currency", "Currency [0]", "Percent", "Hyperlink", "Followed Hyperlink",
        "Note", "Warning Text", "Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Input", "Output",
        "Calculation", "Check Cell", "Linked Cell", "Total", "Good", "Bad", "Neutral", "Explanatory Text",
        *(f"{kind}Accent{n}" for n in range(1, 7) for kind in ("", "20% - ", "40% - ", "60% - ")),
        *(f"{kind}Level_{n}" for n in range(1, 8) for kind in ("Row", "Col")),
        "Komma", "Komma [0]", "Valuta", "Valuta [0]", "Procent", "Link", "Besøgt link", "Bemærk!", "Advarselstekst",
        "Titel", "Overskrift 1", "Overskrift 2", "Overskrift 3", "Overskrift 4", "Beregning", "Kontrollér celle",
        "Sammenkædet celle", "God", "Ugyldig", "Forklarende tekst",
        *(f"{part} % - Farve{n}" for n in range(1, 7) for part in (20, 40, 60)),
        *(f"{part}% - Farve{n}" for n in range(1, 7) for part in (20, 40, 60)), *(f"Farve{n}" for n in range(1, 7)),
    )
)  # fmt: skip
"""What Excel calls its own cell styles, in English and in Danish."""

_FUNCTIONS: Final = """
    ABS ACCRINT ACCRINTM ACOS ACOSH ADDRESS AGGREGATE AMORDEGRC AMORLINC AND ARABIC AREAS ASC ASIN ASINH ATAN
    ATAN2 ATANH AVEDEV AVERAGE AVERAGEA AVERAGEIF AVERAGEIFS BAHTTEXT BASE BESSELI BESSELJ BESSELK BESSELY
    BETADIST BETAINV BIN2DEC BIN2HEX BIN2OCT BINOMDIST BITAND BITOR CEILING CEILING.MATH CHAR CHIDIST CHIINV
    CHITEST CHOOSE CHOOSECOLS CHOOSEROWS CLEAN CODE COLUMN COLUMNS COMBIN COMBINA COMPLEX CONCAT CONCATENATE
    CONFIDENCE CONFIDENCE.NORM CONVERT CORREL COS COSH COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS COUPDAYBS
    COUPDAYS COUPDAYSNC COUPNCD COUPNUM COUPPCD COVAR CRITBINOM CUMIPMT CUMPRINC DATE DATEDIF DATEVALUE DAVERAGE
    DAY DAYS DAYS360 DB DCOUNT DCOUNTA DDB DEC2BIN DEC2HEX DEC2OCT DECIMAL DEGREES DELTA DEVSQ DGET DISC DMAX
    DMIN DOLLAR DOLLARDE DOLLARFR DPRODUCT DROP DSTDEV DSTDEVP DSUM DURATION DVAR DVARP ECMA.CEILING EDATE
    EFFECT EOMONTH ERF ERFC ERROR.TYPE EVEN EXACT EXP EXPAND EXPONDIST FACT FACTDOUBLE FALSE FDIST FILTER FIND
    FINDB FINV FISHER FISHERINV FIXED FLOOR FLOOR.MATH FORECAST FORECAST.LINEAR FORMULATEXT FREQUENCY FTEST FV
    FVSCHEDULE GAMMADIST GAMMAINV GAMMALN GCD GEOMEAN GESTEP GROWTH HARMEAN HEX2BIN HEX2DEC HEX2OCT HLOOKUP HOUR
    HSTACK HYPGEOMDIST IF IFERROR IFNA IFS IMABS IMAGINARY IMARGUMENT IMCONJUGATE IMCOS IMDIV IMEXP IMLN IMLOG10
    IMLOG2 IMPOWER IMPRODUCT IMREAL IMSIN IMSQRT IMSUB IMSUM INDEX INDIRECT INT INTERCEPT INTRATE IPMT IRR
    ISBLANK ISERR ISERROR ISEVEN ISFORMULA ISLOGICAL ISNA ISNONTEXT ISNUMBER ISO.CEILING ISODD ISOWEEKNUM ISPMT
    ISREF ISTEXT JIS KURT LARGE LCM LEFT LEFTB LEN LENB LET LINEST LN LOG LOG10 LOGEST LOGINV LOGNORMDIST LOOKUP
    LOWER MATCH MAX MAXA MAXIFS MDETERM MDURATION MEDIAN MID MIDB MIN MINA MINIFS MINUTE MINVERSE MIRR MMULT MOD
    MODE MODE.MULT MODE.SNGL MONTH MROUND MULTINOMIAL N NA NEGBINOMDIST NETWORKDAYS NETWORKDAYS.INTL NOMINAL
    NORM.DIST NORM.INV NORMDIST NORMINV NORMSDIST NORMSINV NOT NOW NPER NPV NUMBERVALUE OCT2BIN OCT2DEC OCT2HEX
    ODD ODDFPRICE ODDFYIELD ODDLPRICE ODDLYIELD OFFSET OR PDURATION PEARSON PERCENTILE PERCENTILE.EXC
    PERCENTILE.INC PERCENTRANK PERMUT PHONETIC PI PMT POISSON POWER PPMT PRICE PRICEDISC PRICEMAT PROB PRODUCT
    PROPER PV QUARTILE QUARTILE.EXC QUARTILE.INC QUOTIENT RADIANS RAND RANDARRAY RANDBETWEEN RANK RANK.AVG
    RANK.EQ RATE RECEIVED REPLACE REPLACEB REPT RIGHT RIGHTB ROMAN ROUND ROUNDDOWN ROUNDUP ROW ROWS RRI RSQ
    SEARCH SEARCHB SECOND SEQUENCE SERIESSUM SHEET SHEETS SIGN SIN SINH SKEW SLN SLOPE SMALL SORT SORTBY SQRT
    SQRTPI STANDARDIZE STDEV STDEV.P STDEV.S STDEVA STDEVP STDEVPA STEYX SUBSTITUTE SUBTOTAL SUM SUMIF SUMIFS
    SUMPRODUCT SUMSQ SUMX2MY2 SUMX2PY2 SUMXMY2 SWITCH SYD T TAKE TAN TANH TBILLEQ TBILLPRICE TBILLYIELD TDIST
    TEXT TEXTJOIN TIME TIMEVALUE TINV TOCOL TODAY TOROW TRANSPOSE TREND TRIM TRIMMEAN TRUE TRUNC TTEST TYPE
    UNICHAR UNICODE UNIQUE UPPER VALUE VAR VAR.P VAR.S VARA VARP VARPA VDB VLOOKUP VSTACK WEEKDAY WEEKNUM
    WEIBULL WORKDAY WORKDAY.INTL WRAPCOLS WRAPROWS XIRR XLOOKUP XMATCH XNPV XOR YEAR YEARFRAC YIELD YIELDDISC
    YIELDMAT ZTEST
"""
FUNCTIONS: Final = frozenset(_FUNCTIONS.split())
"""The functions that a copy's formulas may use: those that compute of cells alone."""
