// The files of a saved model: reading with errors that name place and fix, replacing as a whole.
import Foundation
import GimbalCore

/// The folder of a saved model.
struct SavedModelFolder {
    static let config = "config.json"
    static let weights = "weights.safetensors"
    static let preprocessing = "preprocessing.json"
    static let card = "card.md"

    let folder: URL

    init(_ folder: URL) { self.folder = folder.standardizedFileURL }

    /// The path of a file that must be there.
    func existing(_ name: String) throws -> URL {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
            throw CheckpointError(
                "missing", "\(folder.path) does not exist.",
                fix: "Give the folder that `gimbal train ... --save` has written.")
        }
        let file = folder.appendingPathComponent(name)
        guard isFolder.boolValue, FileManager.default.fileExists(atPath: file.path) else {
            throw CheckpointError(
                "missing",
                "\(folder.path) is no saved model: \(isFolder.boolValue ? "\(name) is missing" : "it is a file").",
                fix: "Give the folder that `gimbal train ... --save` has written.")
        }
        return file
    }

    /// Reads a JSON file of the folder.
    func read<Value: Decodable>(_ name: String) throws -> Value {
        let file = try existing(name)
        do {
            let decoder = JSONDecoder()
            decoder.nonConformingFloatDecodingStrategy = .convertFromString(
                positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
            return try decoder.decode(Value.self, from: mappedContents(of: file))
        } catch let error as DecodingError {
            throw CheckpointError(
                "json", "\(file.path): \(Self.words(error)).",
                fix: "Train the model again, or restore the folder.")
        } catch let error as any GimbalError {
            throw CheckpointError("read", error.message, fix: error.fix)
        }
    }

    /// Compares a file with the checksum that was noted when it was written.
    func check(_ file: URL, checksum: String) throws {
        let found = try sha256(ofFileAt: file)
        guard found == checksum else {
            throw CheckpointError(
                "checksum",
                "\(file.path): SHA-256 is \(found.prefix(12))..., expected \(checksum.prefix(12))...: the file has changed "
                    + "since it was saved.",
                fix: "Train the model again, or restore the folder.")
        }
    }

    /// Lets `body` fill a new folder that then takes the place of the old one; a crash leaves one or the
    /// other.
    func replace(_ body: (URL) throws -> Void) throws {
        try checkReplaceable()
        let manager = FileManager.default
        let temporary = beside("partial"), former = beside("former")
        defer {
            try? manager.removeItem(at: temporary)
            try? manager.removeItem(at: former)
        }
        do {
            try manager.createDirectory(at: temporary, withIntermediateDirectories: true)
            try body(temporary)
            if manager.fileExists(atPath: folder.path) { try manager.moveItem(at: folder, to: former) }
            try manager.moveItem(at: temporary, to: folder)
        } catch let error as any GimbalError {
            throw error
        } catch {
            throw EnvironmentError(
                "model.write", "\(folder.path) cannot be written: \(error.localizedDescription)",
                fix: "Choose a place that you may write to, or free disk space.")
        }
    }

    /// Checks that the place is free or holds a model, and that its parent can be written.
    func checkReplaceable() throws {
        let manager = FileManager.default
        var parent = folder.deletingLastPathComponent()
        while !manager.fileExists(atPath: parent.path), parent.path != "/" {
            parent.deleteLastPathComponent()
        }
        var isFolder: ObjCBool = false
        guard manager.fileExists(atPath: parent.path, isDirectory: &isFolder), isFolder.boolValue,
            manager.isWritableFile(atPath: parent.path)
        else {
            throw EnvironmentError(
                "model.write",
                "\(folder.path) cannot be written: \(parent.path) is no folder that you may write to.",
                fix: "Choose another place.")
        }
        guard manager.fileExists(atPath: folder.path) else { return }
        let names = try? manager.contentsOfDirectory(atPath: folder.path)
        guard let names, names.isEmpty || names.contains(Self.config) else {
            throw EnvironmentError(
                "model.occupied", "\(folder.path) exists and is no saved model; it was left alone.",
                fix: "Choose a new folder, or remove this one.")
        }
    }

    private func beside(_ suffix: String) -> URL {
        let name = ".\(folder.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).\(suffix)"
        return folder.deletingLastPathComponent().appendingPathComponent(name, isDirectory: true)
    }

    private static func words(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
            let path = (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(
                separator: ".")
            return path.isEmpty ? "the file" : "\"\(path)\""
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(place(context, key)) is missing"
        case .valueNotFound(_, let context): return "\(place(context)) is null"
        case .typeMismatch(let type, let context): return "\(place(context)) is not of type \(type)"
        case .dataCorrupted(let context): return "\(place(context)) is damaged: \(context.debugDescription)"
        @unknown default: return "\(error)"
        }
    }
}
