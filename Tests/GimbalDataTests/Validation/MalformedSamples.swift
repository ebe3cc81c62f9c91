// Malformed tables of molecules, texts and blocks.
import Foundation

extension MalformedFile {
    private static let molecules = "id,smiles,logP\na,CCO,-0.3\nb,c1ccccc1,2.1\nc,C1CC,0\n"

    private init(_ name: String, molecules: String, card: String, _ code: String, _ hint: String) {
        self.init(
            name, folder: ["m.csv": molecules, "data.yaml": "format: smiles\nfile: m.csv\n" + card], code,
            hint)
    }

    static let moleculeTables: [MalformedFile] = [
        .init(
            "no molecule that parses", molecules: "smiles,y\nC1C,1\nC(,2\n", card: "", "smiles.none",
            "none of its 2 rows"),
        .init(
            "a ring that stays open", molecules: molecules, card: "missing: error\n", "smiles.ring", "line 4"),
        .init(
            "a target without a value", molecules: "smiles,y\nCC,\nCCC,2\n", card: "missing: error\n",
            "smiles.missing",
            "line 2, column \"y\""),
        .init(
            "a target in words", molecules: "smiles,y\nCC,high\n", card: "targets: [y]\n", "smiles.target",
            "found \"high\""),
        .init(
            "no column of molecules", molecules: "a,b\n1,2\n3,4\n", card: "", "csv.smiles",
            "no column is called smiles"),
        .init(
            "a molecule with a comma too many", molecules: "smiles,y\nCC,1\nC,C,2\n", card: "", "csv.ragged",
            "line 3"),
        .init(
            "a target that is misspelt", molecules: molecules, card: "targets: [logp]\n", "csv.column",
            "no column \"logp\""),
    ]

    private static let texts = [
        "data.yaml": "format: text\n", "train.txt": "the cat sat\nthe dog sat\n",
        "valid.txt": "the bird sat\n",
        "test.txt": "a dog\n",
    ]

    static let textFiles: [MalformedFile] = [
        .init("no training text", texts, ["train.txt": nil], "text.train", "found test.txt, valid.txt"),
        .init("an empty validation text", texts, ["valid.txt": " \n\n"], "text.empty", "valid.txt is empty"),
        .init("bytes in a text", texts, ["train.txt": "a\u{0}b"], "text.binary", "train.txt"),
        .init(
            "a misspelt text", texts, ["data.yaml": "format: text\nfiles: {train: trian.txt}\n"], "text.file",
            "no file \"trian.txt\""),
        .init("a text that is not UTF-8", "text.encoding", "line 2") {
            [
                "data.yaml": Data("format: text\n".utf8),
                "train.txt": Data(Array("ok\nnot ".utf8) + [0xC3, 0x28] + Array("\n".utf8)),
            ]
        },
    ]

    private static let blockTables = [
        "mrna.csv": "patient,g1,g2\na,1,2\nb,3,NA\nc,5,6\n", "cnv.csv": "id,h1\nb,7\nd,8\n",
        "labels.csv": "id,label\na,sick\nb,well\nd,sick\n",
        "split.csv": "id,part\na,train\nb,train\nd,test\n",
        "data.yaml":
            "format: blocks\nblocks:\n  mrna: {file: mrna.csv, id: patient}\n  cnv: {file: cnv.csv}\n"
            + "labels: {file: labels.csv}\nsplit: {file: split.csv}\n",
    ]

    static let blocks: [MalformedFile] = [
        .init(
            "a patient twice", blockTables, ["mrna.csv": "patient,g1\na,1\na,2\n"], "csv.sample",
            "\"a\" was on line 2"),
        .init(
            "a gene in words", blockTables, ["mrna.csv": "patient,g1\na,x\nb,2\n"], "csv.number",
            "line 2, column \"g1\""),
        .init(
            "a gene twice", blockTables, ["mrna.csv": "patient,g1,g1\na,1,2\n"], "csv.feature",
            "\"g1\" comes twice"),
        .init(
            "tables about other patients", blockTables, ["mrna.csv": "patient,g1\nA,1\nB,2\n"],
            "blocks.common", "no sample"),
        .init("a block without rows", blockTables, ["mrna.csv": "patient,g1\n"], "blocks.empty", "0 rows"),
        .init(
            "a part that is misspelt", blockTables, ["split.csv": "id,part\na,train\nb,tset\n"],
            "blocks.part", "\"tset\""),
        .init(
            "a card without blocks", blockTables, ["data.yaml": "format: blocks\n"], "blocks.card",
            "names no blocks"),
        .init("a table that is not there", blockTables, ["cnv.csv": nil], "file.missing", "cnv.csv"),
    ]
}
