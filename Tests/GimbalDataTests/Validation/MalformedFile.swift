// A malformed file, and the answer that it deserves.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

/// Files that cannot be used, with the code of the answer and a part of it that names the place.
struct MalformedFile: Sendable, CustomTestStringConvertible {
    /// What is wrong.
    let name: String
    /// Content by name, in one folder.
    let files: @Sendable () throws -> [String: Data]
    /// What is opened in the folder; the folder itself if nil.
    let opened: String?
    let code: String
    let hint: String

    var testDescription: String { name }

    init(
        _ name: String, _ code: String, _ hint: String, opened: String? = nil,
        files: @escaping @Sendable () throws -> [String: Data]
    ) {
        self.name = name
        self.code = "data." + code
        self.hint = hint
        self.opened = opened
        self.files = files
    }

    /// One file, which is opened by name.
    init(_ name: String, _ file: String, _ bytes: Data, _ code: String, _ hint: String) {
        self.init(name, code, hint, opened: file) { [file: bytes] }
    }

    /// One text file, which is opened by name.
    init(_ name: String, _ file: String, text: String, _ code: String, _ hint: String) {
        self.init(name, file, Data(text.utf8), code, hint)
    }

    /// A folder of texts.
    init(_ name: String, folder: [String: String], _ code: String, _ hint: String) {
        self.init(name, code, hint) { folder.mapValues { Data($0.utf8) } }
    }

    /// A table `t.csv` with a card.
    init(_ name: String, table: String, card: String, _ code: String, _ hint: String) {
        self.init(
            name, folder: ["t.csv": table, "data.yaml": "format: table\nfile: t.csv\n" + card], code, hint)
    }

    /// A folder of texts that differs from a valid one; nil leaves a file out.
    init(
        _ name: String, _ base: [String: String], _ changes: [String: String?], _ code: String, _ hint: String
    ) {
        var files = base
        for (file, text) in changes { files[file] = text }
        self.init(name, folder: files, code, hint)
    }

    /// Arrays in `a.npz`.
    init(
        _ name: String, _ code: String, _ hint: String,
        arrays: @escaping @Sendable () throws -> OrderedDictionary<String, Tensor>
    ) {
        self.init(name, code, hint, opened: "a.npz") {
            let arrays = try arrays()
            return try Fixtures.withTemporaryFolder { folder in
                let url = folder.appendingPathComponent("a.npz")
                try NPZ.write(arrays, to: url)
                return ["a.npz": try Data(contentsOf: url)]
            }
        }
    }

    /// Writes the files and validates them; paths in the answer are relative to the folder.
    func validate(formats: DataFormats = .standard) throws -> (validation: DataValidation, answer: String) {
        try Fixtures.withTemporaryFolder { folder in
            for (name, data) in try files() {
                let url = folder.appendingPathComponent(name)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try data.write(to: url)
            }
            let url = opened.map { folder.appendingPathComponent($0) } ?? folder
            let validation = DataValidation.validate(url, formats: formats)
            let answer = validation.findings.first.map { "\($0.column ?? "") \($0)" } ?? ""
            return (validation, answer.replacingOccurrences(of: folder.path, with: "FOLDER"))
        }
    }
}
