#!/usr/bin/env python3
"""Fills the names that the tables of this folder lack from the project's own translations in own/, and notes in
the column "own" which languages of a code are such. Run after import_codelists.py and after every change in own/:

usage: translate_codelists.py

A code without a translation takes that of a code with the same English name (a group of one member); the residual
members of ISCED-F ("not further defined" …) are made from the name of what they belong to.
"""
import csv
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
LANGUAGES = ("en", "fr", "ar")

# The residual members of ISCED-F: the English name, the name in other languages of X.
RESIDUES = (
    (re.compile(r"^(?P<x>.+) not further defined$"), {"fr": "{}, non défini plus précisément", "ar": "{}، غير محدد تفصيلاً"}),
    (re.compile(r"^(?P<x>.+) not elsewhere classified$"), {"fr": "{}, non classé ailleurs", "ar": "{}، غير مصنف في مكان آخر"}),
    (re.compile(r"^Inter-disciplinary programmes and qualifications involving (?P<x>.+)$"),
     {"fr": "Programmes et certifications interdisciplinaires : {}", "ar": "برامج ومؤهلات متعددة التخصصات: {}"}),
)


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def own_names(scheme):
    """Language to code to name, from own/SCHEME.tsv and own/SCHEME.LANGUAGE.tsv."""
    names = {language: {} for language in LANGUAGES}
    for path in sorted((HERE / "own").glob(f"{scheme}*.tsv")):
        for row in read(path):
            for language in LANGUAGES:
                if row.get(language):
                    assert row["code"] not in names[language], f"{path.name}: {row['code']} twice"
                    names[language][row["code"]] = row[language].strip()
    return names


def key(name):
    return name.casefold().replace(" (icts)", "")


def residue(row, language, names):
    for pattern, forms in RESIDUES:
        found = pattern.match(row["en"])
        if found and key(found["x"]) in names and language in forms:
            return forms[language].format(names[key(found["x"])])
    return ""


def translate(path):
    scheme = path.stem
    own = own_names(scheme)
    if not any(own.values()):
        return  # the table is as its owner, or this project, wrote it
    table = read(path)
    codes = {row["code"] for row in table}
    for language in LANGUAGES:
        unknown = own[language].keys() - codes
        assert not unknown, f"{scheme}: own names of no code: {sorted(unknown)}"
        by_english = {key(row["en"]): own[language][row["code"]] for row in table if row["code"] in own[language]}
        for row in table:
            marked = language in (row.get("own") or "").split()
            if (row[language] and not marked) or not any(own[language]):
                continue
            row[language] = (own[language].get(row["code"]) or (by_english.get(key(row["en"])) if language != "en" else "")
                             or residue(row, language, by_english))
            rest = [l for l in (row.get("own") or "").split() if l != language]
            row["own"] = " ".join(rest + [language] if row[language] else rest)
    with open(path, "w", encoding="utf-8") as file:
        file.write("code\tparent\ten\tfr\tar\town\n")
        for row in table:
            file.write("\t".join(row.get(column) or "" for column in ("code", "parent", *LANGUAGES, "own")) + "\n")
    missing = {language: sum(not row[language] for row in table) for language in LANGUAGES}
    print(scheme, len(table), "without a name:", missing)


def main():
    if len(sys.argv) != 1:
        sys.exit(__doc__)
    for path in sorted(HERE.glob("*.tsv")):
        translate(path)


if __name__ == "__main__":
    main()
