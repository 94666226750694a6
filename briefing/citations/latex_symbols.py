"""What LaTeX commands print: letters, signs, accents and the commands around words."""

from __future__ import annotations

_NBSP = "\N{NO-BREAK SPACE}"

ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "d": "\u0323", "r": "\u030a", "G": "\u030f", "U": "\u030e", "f": "\u0311",
    "t": "\u0361", "h": "\u0309",
}  # fmt: skip
"""The combining character that each accent command puts on the letter behind it."""

ALONE = {"'": "´", "`": "`", "^": "^", '"': "¨", "~": "~", "=": "¯", ".": "˙", "c": "¸", "v": "ˇ"}
"""Accents on nothing: ``\\~{}``."""

_PUNCTUATION = {
    "&": "&", "%": "%", "$": "$", "#": "#", "_": "_", "{": "{", "}": "}", " ": " ", ",": _NBSP,
    ";": " ", ":": " ", "!": "", "/": "", "-": "", "@": "", "\\": " ", "*": "", "|": "‖", ">": " ",
    "\n": " ", "\t": " ", "(": "", ")": "", "[": "", "]": "", "+": "", "<": "",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "SS": "SS", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł",
    "L": "Ł", "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
    "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "ij": "ij", "IJ": "IJ", "textdblhyphen": "-",
}  # fmt: skip
_SIGNS = {
    "textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’",
    "textquotedblleft": "“", "textquotedblright": "”", "textquotesingle": "'", "textquotedbl": '"',
    "quotedblbase": "„", "glqq": "„", "grqq": "“", "quotesinglbase": "‚", "guillemotleft": "«",
    "guillemotright": "»", "guilsinglleft": "‹", "guilsinglright": "›", "flqq": "«", "frqq": "»",
    "lq": "‘", "rq": "’", "ldots": "…", "dots": "…", "textellipsis": "…", "textbullet": "•",
    "textperiodcentered": "·", "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\",
    "textless": "<", "textgreater": ">", "textbar": "|", "textunderscore": "_", "textdollar": "$",
    "textpercent": "%", "textampersand": "&", "textsterling": "£", "pounds": "£", "euro": "€",
    "texteuro": "€", "EUR": "€", "textyen": "¥", "textcent": "¢", "copyright": "©",
    "textcopyright": "©",
    "textregistered": "®", "texttrademark": "™", "S": "§", "textsection": "§", "P": "¶",
    "textparagraph": "¶", "dag": "†", "textdagger": "†", "ddag": "‡", "textdaggerdbl": "‡",
    "textdegree": "°", "degree": "°", "textordfeminine": "ª", "textordmasculine": "º",
    "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "textmu": "µ",
    "textpm": "±", "texttimes": "×", "textdiv": "÷", "textnumero": "№", "textperthousand": "‰",
    "textexclamdown": "¡", "textquestiondown": "¿", "textbraceleft": "{", "textbraceright": "}",
    "lbrace": "{", "rbrace": "}", "textasteriskcentered": "*", "textsuperscripttwo": "²",
    "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "slash": "/", "nobreakspace": _NBSP,
    "space": " ", "quad": " ", "qquad": " ", "thinspace": _NBSP, "enspace": " ", "newline": " ",
    "and": " and ", "textrightarrow": "→", "textleftarrow": "←", "cyrchar": "",
    "bibrangedash": "–", "hyphen": "-", "textminus": "−", "newblock": " ", "par": " ",
    "textthreequartersemdash": "—", "textapprox": "≈", "textasciimacron": "¯",
}  # fmt: skip
_NOTHING = (
    *("relax", "protect", "noindent", "ignorespaces", "unskip", "null", "allowbreak", "sloppy"),
    *("rm", "sf", "tt", "normalfont", "rmfamily", "sffamily", "ttfamily", "upshape", "mdseries"),
    *("small", "footnotesize", "scriptsize", "tiny", "large", "Large", "normalsize", "leavevmode"),
    *("displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "boldmath", "nobreak"),
    *("hskip", "left", "right", "big", "Big", "bigl", "bigr", "selectfont", "penalty", "hfill"),
)
"""Commands that change how something looks, or nothing, and print nothing of their own."""
_MATHS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
    "lambda": "λ",
    "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "varsigma": "ς",
    "tau": "τ",
    "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ",
    "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "times": "×", "cdot": "·", "div": "÷", "pm": "±",
    "mp": "∓",
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "approx": "≈", "sim": "~",
    "simeq": "≃", "equiv": "≡", "propto": "∝", "infty": "∞", "partial": "∂", "nabla": "∇",
    "sum": "∑", "prod": "∏", "int": "∫", "in": "∈", "notin": "∉", "subset": "⊂", "cup": "∪",
    "cap": "∩", "forall": "∀", "exists": "∃", "emptyset": "∅", "rightarrow": "→", "to": "→",
    "leftarrow": "←", "leftrightarrow": "↔", "Rightarrow": "⇒", "Leftarrow": "⇐", "uparrow": "↑",
    "downarrow": "↓", "circ": "°", "prime": "′", "ast": "*", "star": "*", "bullet": "•", "ll": "≪",
    "gg": "≫", "cdots": "⋯", "langle": "⟨", "rangle": "⟩", "vert": "|", "mid": "|", "ell": "ℓ",
    "hbar": "ℏ", "Re": "ℜ", "Im": "ℑ", "lt": "<", "gt": ">", "colon": ":", "backslash": "\\",
    "sqrt": "√", "dagger": "†", "log": "log", "ln": "ln", "sin": "sin", "cos": "cos", "tan": "tan",
    "exp": "exp", "min": "min", "max": "max", "lim": "lim",
}  # fmt: skip

SIGNS: dict[str, str] = {
    **_PUNCTUATION,
    **_LETTERS,
    **_SIGNS,
    **_MATHS,
    **dict.fromkeys(_NOTHING, ""),
}
"""What a command without argument prints, in text and in maths."""

# Tags are those of CSL-JSON, which `csl_markup` reads.
_ITALIC, _BOLD = ("<i>", "</i>"), ("<b>", "</b>")
_CAPITALS = ('<span style="font-variant:small-caps;">', "</span>")
AROUND: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("textit", "emph", "textsl", "mkbibemph", "mkbibitalic", "mathit"), _ITALIC),
    **dict.fromkeys(("textbf", "mkbibbold", "mathbf", "strong"), _BOLD),
    **dict.fromkeys(("textsuperscript", "mkbibsuperscript", "up"), ("<sup>", "</sup>")),
    **dict.fromkeys(("textsubscript", "mkbibsubscript", "down"), ("<sub>", "</sub>")),
    "textsc": _CAPITALS,
    **dict.fromkeys(("enquote", "mkbibquote", "textquote"), ("“", "”")),
    "mkbibparens": ("(", ")"),
    "mkbibbrackets": ("[", "]"),
    **dict.fromkeys(
        (
            *(
                "textrm",
                "textsf",
                "texttt",
                "textnormal",
                "textup",
                "textmd",
                "text",
                "mbox",
                "hbox",
            ),
            *(
                "underline",
                "uline",
                "mathrm",
                "mathsf",
                "mathcal",
                "mathbb",
                "mathtt",
                "operatorname",
            ),
            *("ensuremath", "url", "path", "nolinkurl", "bibstring", "textlf", "smash", "vphantom"),
            *("textln", "textos", "textin", "NoCaseChange", "autocap", "mathop", "fbox"),
        ),
        ("", ""),
    ),
}
"""Commands with one argument, which is printed between these."""
DECLARED = {
    **dict.fromkeys(("em", "it", "itshape", "sl", "slshape"), _ITALIC),
    **dict.fromkeys(("bf", "bfseries"), _BOLD),
    **dict.fromkeys(("sc", "scshape"), _CAPITALS),
}
"""Commands that hold for the rest of their group: ``{\\em words}``."""
DROPPED = {"noopsort": 1, "SortNoop": 1, "vspace": 1, "hspace": 1, "color": 1, "label": 1}
"""Commands of which nothing is printed, with the number of their arguments."""
