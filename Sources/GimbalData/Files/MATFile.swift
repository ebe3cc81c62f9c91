// The variables of a MATLAB 5 file.
import Foundation
import GimbalCore
import GimbalTensor

/// A value of a MATLAB file.
public indirect enum MATValue: Sendable {
    /// Numbers or truth values as float64, with MATLAB's axes.
    case numbers(Tensor)
    /// A sparse matrix; values are float32, nil where all are one.
    case sparse(SparseMatrix)
    /// Texts, one per row of a matrix of characters.
    case texts([String])
    /// The values of a cell array, or the elements of an array of structures, column by column.
    case cells([MATValue])
    /// The fields of a structure, in their order.
    case structure([(name: String, value: MATValue)])
    /// Something that is not read, and what it is.
    case other(String)

    /// Word for what the value is, for messages.
    public var kind: String {
        switch self {
        case .numbers(let tensor): "numbers \(tensor.shape)"
        case .sparse(let matrix): "a sparse matrix \(matrix.shape)"
        case .texts: "text"
        case .cells: "a cell array"
        case .structure: "a structure"
        case .other(let what): what
        }
    }
}

/// Reads MATLAB files of versions 5 to 7, of either order of bytes, compressed or not.
///
/// Numbers of every type, truth values, sparse matrices, texts, cell arrays and structures are read; complex numbers,
/// objects and functions are named as `.other`. Files of version 7.3 are HDF5 files and are refused.
/// - Source: MathWorks, "MAT-File Format", chapter 1.
public struct MATFile: Sendable {
    /// Names of the variables, in the order of the file.
    public let names: [String]
    private let values: [String: MATValue]

    /// Reads all variables of a file.
    ///
    /// - Throws: `DataError` if it is of another version, damaged or cut off.
    public init(_ url: URL) throws {
        let data = try mappedContents(of: url)
        var names: [String] = []
        var values: [String: MATValue] = [:]
        let isBigEndian = try Self.header(data, path: url.path)
        try data.withUnsafeBytes { raw in
            var bytes = MATBytes(
                UnsafeRawBufferPointer(rebasing: raw[128...]), isBigEndian: isBigEndian, path: url.path)
            while let variable = try bytes.nextVariable() {
                guard !variable.name.isEmpty else { continue }
                if values.updateValue(variable.value, forKey: variable.name) == nil {
                    names.append(variable.name)
                }
            }
        }
        self.names = names
        self.values = values
    }

    /// The value of a variable; fields of structures are reached with dots, as in `Problem.A`.
    public subscript(path: String) -> MATValue? {
        let parts = path.split(separator: ".").map(String.init)
        guard let first = parts.first, var value = values[first] else { return nil }
        for name in parts.dropFirst() {
            guard case .structure(let fields) = value, let field = fields.first(where: { $0.name == name })
            else { return nil }
            value = field.value
        }
        return value
    }

    /// Whether the bytes stand in the order of big machines, as the header says.
    private static func header(_ data: Data, path: String) throws -> Bool {
        func refuse(_ code: String, _ what: String, _ fix: String) -> DataError {
            DataError("mat.\(code)", "\(path): \(what).", fix: fix)
        }
        let isHDF5 =
            data.starts(with: Array("MATLAB 7.3".utf8)) || data.starts(with: [0x89, 0x48, 0x44, 0x46])
        if isHDF5 {
            throw refuse(
                "version", "the file is of MATLAB 7.3 (HDF5), expected version 5 to 7",
                "Save it in MATLAB with -v7: save(file, variables, '-v7').")
        }
        guard data.count >= 128 else {
            throw refuse(
                "truncated", "\(data.count) bytes, expected a header of 128", "Fetch the file again.")
        }
        let mark = Array(data[data.startIndex + 126..<data.startIndex + 128])
        guard mark == Array("IM".utf8) || mark == Array("MI".utf8) else {
            let isOld = data.prefix(4).contains(0)
            throw refuse(
                isOld ? "version" : "header",
                isOld ? "the file may be of MATLAB 4, expected version 5 to 7" : "this is no MATLAB file",
                "Save it in MATLAB with -v7: save(file, variables, '-v7').")
        }
        return mark == Array("MI".utf8)
    }
}
