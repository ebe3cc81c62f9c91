"""Writes Tests/Fixtures/oracles/molecules.json: what RDKit says of about 300 molecules of MoleculeNet and ZINC.

Run with RDKit 2026.09:  python Tests/Oracles/molecules.py FOLDER
FOLDER holds moleculenet/ and zinc-smiles/. Molecules are drawn with a fixed seed, and those with rare elements, charges,
isotopes, fused and large rings are taken first. Rows that RDKit does not read are listed with reason null.
"""

import csv
import gzip
import json
import pathlib
import random
import sys

from rdkit import Chem, RDLogger

RDLogger.DisableLog("rdApp.*")
HYBRIDIZATIONS = ["S", "SP", "SP2", "SP3", "SP3D", "SP3D2"]
WRITTEN = [
    "C1=CC=CC=C1", "c1ccccc1c1ccccc1", "C1=CC2=CC=CC=C2C=C1", "c1cc2cccc2cc1", "O=c1cc[nH]cc1", "C1=CNC=C1",
    "c1ccc2c(c1)[nH]c1ccccc12", "[13CH4]", "[2H]C([2H])([2H])[2H]", "C[N+](C)(C)C", "CN(=O)=O", "C=[N+]=[N-]",
    "[Na+].[Cl-]", "F/C=C/F", "F/C=C\\F", "C1CC2CCC1C2", "C12C3C4C1C5C2C3C45", "c1ccc2ccc3cccc4ccc1c2c34",
    "N#Cc1ccccc1", "C#N", "[H][H]", "C[C@H](N)C(=O)O", "O=S(=O)(O)O", "OP(=O)(O)O", "c1ccsc1", "c1cc[se]c1",
    "c1ccoc1", "c1cc[o+]cc1", "[CH3]", "[CH2]", "[O]", "B(O)(O)O", "c1ccccc1B(O)O", "C%10CCCCC%10", "C=1CCCCC=1",
    "[cH-]1cccc1", "[cH+]1cccccc1", "c1nnn[nH]1", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "O=C1C=CC(=O)C=C1", "C=C=C",
    "c1cc2ccccc2[nH]1", "[O-][n+]1ccccc1", "CS(C)=O", "CC(=O)N(C)C", "OO", "FS(F)(F)(F)(F)F", "C[Si](C)(C)C",
]


def molecule(smiles):
    mol = Chem.MolFromSmiles(smiles)
    if mol is None:
        return None
    kekule = Chem.Mol(mol)
    Chem.Kekulize(kekule)
    atoms = [
        [a.GetAtomicNum(), a.GetFormalCharge(), a.GetTotalNumHs(), a.GetIsAromatic() + 2 * a.IsInRing(),
         a.GetDegree(), a.GetNumRadicalElectrons(), HYBRIDIZATIONS.index(str(a.GetHybridization()))]
        for a in mol.GetAtoms()
    ]
    bonds = sorted(
        [min(b.GetBeginAtomIdx(), b.GetEndAtomIdx()), max(b.GetBeginAtomIdx(), b.GetEndAtomIdx()),
         0 if b.GetIsAromatic() else int(kekule.GetBondWithIdx(b.GetIdx()).GetBondTypeAsDouble()),
         b.GetIsAromatic() + 2 * b.GetIsConjugated() + 4 * b.IsInRing()]
        for b in mol.GetBonds()
    )
    return {"smiles": smiles, "atoms": sum(atoms, []), "bonds": sum(bonds, []), "rings": len(Chem.GetSSSR(mol))}


def rows(folder):
    files = sorted(folder.glob("moleculenet/originals/*.csv")) + [folder / "moleculenet/tox21.csv.gz",
                                                                  folder / "zinc-smiles/test.csv"]
    for path in files:
        opened = gzip.open(path, "rt") if path.suffix == ".gz" else open(path, newline="")
        with opened as file:
            yield from (row["smiles"].strip() for row in csv.DictReader(file))


def main():
    pool = sorted(set(rows(pathlib.Path(sys.argv[1]))))
    random.Random(0).shuffle(pool)
    pool = [s for s in pool if len(s) < 40]
    rare = [s for s in pool if "[" in s and not set("\\/@") & set(s)][:110]
    plain = [s for s in pool if s not in set(rare)][:110]
    found = [molecule(s) for s in WRITTEN + rare + plain]
    elements = set(range(1, 18)) | {34, 35, 53}
    kept = [m for m in found if m is not None and set(m["atoms"][::7]) <= elements]
    target = pathlib.Path(__file__).parent.parent / "Fixtures/oracles/molecules.json"
    lines = ",\n".join(json.dumps(m, separators=(",", ":")) for m in kept)
    target.write_text("[\n" + lines + "\n]\n")
    print(len(kept), target.stat().st_size)


if __name__ == "__main__":
    main()
