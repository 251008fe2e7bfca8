#!/usr/bin/env python3
"""Writes the code lists of this folder from published tables of their codes and names. Run once; the result is
committed and this script is kept to show where it came from and to take up a corrected edition.

usage: import_codelists.py FOLDER

FOLDER holds, as CSV with a header: isco08_en_fr.csv (code, parent, title_en, title_fr: ILO by way of ESCO),
isic4_en_ar_fr.csv (level, code, title_en, title_ar, title_fr: United Nations, ILO), isced_f_2013_en.csv
(code, title_en: UNESCO by way of ESCO). Codes and names only, no definitions. Languages are taken from Debian's
package iso-codes.
"""
import csv
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent


def rows(folder, name):
    with open(folder / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def clean(text):
    # ILO's French labels have "d>articles" for "d’articles" in places; line breaks and doubled spaces are noise.
    text = re.sub(r"(?<=\b[dlDL])>(?=\w)", "’", text)
    text = re.sub(r"\bet et\b", "et", text)  # ILO's French ISIC section Q
    return re.sub(r"\s+", " ", text).strip()


def write(name, table):
    table.sort()
    assert len({row[0] for row in table}) == len(table), f"{name}: a code twice"
    codes = {row[0] for row in table}
    assert all(row[1] in codes or row[1] == "" for row in table), f"{name}: a parent that is no code"
    with open(HERE / name, "w", encoding="utf-8") as file:
        file.write("code\tparent\ten\tfr\tar\n")
        file.writelines("\t".join(row) + "\n" for row in table)
    print(name, len(table))


def isco(folder):
    return [(r["code"], r["parent"], clean(r["title_en"]), clean(r["title_fr"]), "") for r in
            rows(folder, "isco08_en_fr.csv")]


# ISIC Rev.4: which section each division belongs to (the table has the two levels side by side).
SECTIONS = {"A": (1, 3), "B": (5, 9), "C": (10, 33), "D": (35, 35), "E": (36, 39), "F": (41, 43), "G": (45, 47),
            "H": (49, 53), "I": (55, 56), "J": (58, 63), "K": (64, 66), "L": (68, 68), "M": (69, 75), "N": (77, 82),
            "O": (84, 84), "P": (85, 85), "Q": (86, 88), "R": (90, 93), "S": (94, 96), "T": (97, 98), "U": (99, 99)}


def isic_parent(code):
    if len(code) == 1:
        return ""
    if len(code) > 2:
        return code[:-1]
    return next(letter for letter, (first, last) in SECTIONS.items() if first <= int(code) <= last)


def isic(folder):
    def arabic(text):
        # Some Arabic names came with brackets in the wrong place: better none than a wrong one.
        return "" if "(" in text or ")" in text else clean(text)
    return [(r["code"], isic_parent(r["code"]), clean(r["title_en"]), clean(r["title_fr"]), arabic(r["title_ar"]))
            for r in rows(folder, "isic4_en_ar_fr.csv")]


def isced_f(folder):
    # The whole list: broad, narrow and detailed fields with their "not further defined" (0), "inter-disciplinary"
    # (8) and "not elsewhere classified" (9) members, and 99 "field unknown".
    def name(text):
        text = clean(text).replace("(icts)", "(ICTs)")
        return text[:1].upper() + text[1:]
    return [(r["code"], r["code"][:-1] if len(r["code"]) > 2 else "", name(r["title_en"]), "", "")
            for r in rows(folder, "isced_f_2013_en.csv")]


ISCED_LEVELS = [
    ("0", "", "Early childhood education", "Éducation de la petite enfance", "تعليم الطفولة المبكرة"),
    ("1", "", "Primary education", "Enseignement primaire", "التعليم الابتدائي"),
    ("2", "", "Lower secondary education", "Premier cycle de l’enseignement secondaire",
     "المرحلة الأولى من التعليم الثانوي"),
    ("3", "", "Upper secondary education", "Deuxième cycle de l’enseignement secondaire",
     "المرحلة الثانية من التعليم الثانوي"),
    ("4", "", "Post-secondary non-tertiary education", "Enseignement post-secondaire non-supérieur",
     "التعليم ما بعد الثانوي غير العالي"),
    ("5", "", "Short-cycle tertiary education", "Enseignement supérieur de cycle court",
     "التعليم العالي قصير الأمد"),
    ("6", "", "Bachelor’s or equivalent level", "Niveau licence ou équivalent", "البكالوريوس أو ما يعادلها"),
    ("7", "", "Master’s or equivalent level", "Niveau master ou équivalent", "الماجستير أو ما يعادلها"),
    ("8", "", "Doctoral or equivalent level", "Niveau doctorat ou équivalent", "الدكتوراه أو ما يعادلها"),
]
CEFR = [(level, "", "", "", "") for level in ("A1", "A2", "B1", "B2", "C1", "C2")]


ISO_CODES = pathlib.Path("/usr/share/iso-codes/json")


def languages():
    """ISO 639-1 where it exists, else ISO 639-3, and the collective codes of ISO 639-2 ("ber") that texts use."""
    individual = json.loads((ISO_CODES / "iso_639-3.json").read_text())["639-3"]
    table = {r.get("alpha_2", r["alpha_3"]): r["name"] for r in individual if r["scope"] != "S"}
    known = {r["alpha_3"] for r in individual} | {r.get("bibliographic") for r in individual}
    for r in json.loads((ISO_CODES / "iso_639-2.json").read_text())["639-2"]:
        if r["alpha_3"] not in known and "-" not in r["alpha_3"]:
            table.setdefault(r.get("alpha_2", r["alpha_3"]), r["name"])
    return [(code, "", clean(name), "", "") for code, name in table.items()]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    write("ISCO-08.tsv", isco(folder))
    write("ISIC-4.tsv", isic(folder))
    write("ISCED-F-2013.tsv", isced_f(folder))
    write("ISCED-2011.tsv", ISCED_LEVELS)
    write("CEFR.tsv", CEFR)
    write("ISO-639.tsv", languages())


if __name__ == "__main__":
    main()
