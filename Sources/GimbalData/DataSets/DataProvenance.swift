// Where data came from, and a checksum that tells two versions apart.
import Foundation
import GimbalCore

/// Origin, licence and checksum of a data set.
public struct DataProvenance: Sendable, Codable, Equatable {
    /// Short name.
    public let name: String
    /// Id of the format it was read from.
    public let format: String
    /// Where it can be had.
    public let origin: String?
    /// Terms of use.
    public let licence: String?
    /// Names of the files that were read.
    public let files: [String]
    /// SHA-256 of the file, or of names and checksums of several files; 64 hexadecimal digits.
    public let checksum: String

    /// States where data came from.
    public init(
        name: String, format: String, files: [String] = [], checksum: String, origin: String? = nil,
        licence: String? = nil
    ) {
        self.name = name
        self.format = format
        self.origin = origin
        self.licence = licence
        self.files = files
        self.checksum = checksum
    }

    /// Returns the checksum of a set of files: a single file's own, else one over sorted names and checksums.
    ///
    /// - Throws: `DataError` if a file cannot be read.
    static func checksum(of files: [URL]) throws -> String {
        let sums = try files.map { (name: $0.lastPathComponent, sum: try sha256(ofFileAt: $0)) }
        if let only = sums.first, sums.count == 1 { return only.sum }
        var hash = SHA256()
        for file in sums.sorted(by: { $0.name < $1.name }) { hash.update("\(file.sum)  \(file.name)\n") }
        return hash.hexadecimal()
    }
}
