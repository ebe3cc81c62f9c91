// What tests of preparations share.
import GimbalData

extension DataProvenance {
    /// Data that a test has made.
    static var test: DataProvenance { DataProvenance(name: "test", format: "memory", checksum: "") }
}
