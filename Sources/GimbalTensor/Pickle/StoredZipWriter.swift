// Zip archives whose entries lie unpacked at aligned positions, written piece by piece.
import Foundation
import GimbalCore

/// Writes a zip archive of stored entries; sizes beyond 4 GiB use the Zip64 fields.
///
/// - Source: PKWARE's APPNOTE 6.3, sections 4.3 and 4.5.3.
struct StoredZipWriter {
    /// Where each entry's content begins: a multiple of this, as PyTorch maps storages.
    static let alignment = 64
    /// What no 32-bit field holds.
    static let fieldLimit = 0xFFFF_FFFF

    private struct Record {
        let name: Data
        let checksum: UInt32
        let byteCount: Int
        let offset: Int
    }

    private let output: AtomicFileOutput
    /// Sizes and positions from which on the Zip64 fields are used.
    private let largeSize: Int
    private var position = 0
    private var records: [Record] = []

    init(_ output: AtomicFileOutput, largeSize: Int) {
        self.output = output
        self.largeSize = largeSize
    }

    /// Appends an entry.
    mutating func add(_ bytes: UnsafeRawBufferPointer, named name: String) throws {
        let record = Record(
            name: Data(name.utf8), checksum: CRC32.checksum(bytes), byteCount: bytes.count, offset: position)
        var header = Bytes()
        let isLarge = bytes.count >= largeSize
        header.append(0x0403_4B50, 4)
        Self.appendCommon(&header, record, isLarge: isLarge)
        let large = isLarge ? 20 : 0
        // A field of PyTorch's own ("FB") fills up to the aligned position.
        let unpadded = position + 30 + record.name.count + large + 4
        let padding = (Self.alignment - unpadded % Self.alignment) % Self.alignment
        header.append(large + 4 + padding, 2)
        header.data.append(record.name)
        if isLarge {
            header.append(1, 2)
            header.append(16, 2)
            header.append(bytes.count, 8)
            header.append(bytes.count, 8)
        }
        header.append(0x4246, 2)
        header.append(padding, 2)
        header.data.append(Data(repeating: UInt8(ascii: "Z"), count: padding))
        try output.append(header.data)
        try output.append(bytes)
        position += header.data.count + bytes.count
        records.append(record)
    }

    /// Appends the table of contents.
    mutating func finish() throws {
        var table = Bytes()
        for record in records { append(record, to: &table) }
        let isLarge = position >= largeSize || records.count >= 0xFFFF || table.data.count >= largeSize
        let end = position + table.data.count
        var tail = Bytes()
        if isLarge {
            tail.append(0x0606_4B50, 4)
            tail.append(44, 8)
            tail.append(45, 2)
            tail.append(45, 2)
            tail.append(0, 8)
            for value in [records.count, records.count, table.data.count, position] { tail.append(value, 8) }
            tail.append(0x0706_4B50, 4)
            tail.append(0, 4)
            tail.append(end, 8)
            tail.append(1, 4)
        }
        tail.append(0x0605_4B50, 4)
        tail.append(0, 4)
        for _ in 0..<2 { tail.append(min(records.count, 0xFFFF), 2) }
        for value in [table.data.count, position] { tail.append(isLarge ? Bytes.limit : value, 4) }
        tail.append(0, 2)
        try output.append(table.data)
        try output.append(tail.data)
    }

    /// Version, flags, method, date, checksum, sizes and length of the name, which both headers have.
    private static func appendCommon(_ header: inout Bytes, _ record: Record, isLarge: Bool) {
        header.append(isLarge ? 45 : 20, 2)
        // Names are UTF-8; contents are stored; the date is the format's first, so that equal tensors give equal bytes.
        header.append(0x0800, 2)
        header.append(0, 2)
        header.append(0, 2)
        header.append((1 << 5) | 1, 2)
        header.append(Int(record.checksum), 4)
        for _ in 0..<2 { header.append(isLarge ? Bytes.limit : record.byteCount, 4) }
        header.append(record.name.count, 2)
    }

    private func append(_ record: Record, to table: inout Bytes) {
        let isLarge = record.byteCount >= largeSize
        let isFar = record.offset >= largeSize
        table.append(0x0201_4B50, 4)
        table.append(45, 2)
        Self.appendCommon(&table, record, isLarge: isLarge)
        let extra = (isLarge ? 16 : 0) + (isFar ? 8 : 0)
        table.append(extra == 0 ? 0 : extra + 4, 2)
        // No comment, first disk, no attributes.
        table.append(0, 2)
        table.append(0, 8)
        table.append(isFar ? Bytes.limit : record.offset, 4)
        table.data.append(record.name)
        guard extra > 0 else { return }
        table.append(1, 2)
        table.append(extra, 2)
        if isLarge { for _ in 0..<2 { table.append(record.byteCount, 8) } }
        if isFar { table.append(record.offset, 8) }
    }
}

/// Numbers written least significant byte first.
private struct Bytes {
    /// The value of a 32-bit field that says "see the Zip64 field".
    static let limit = StoredZipWriter.fieldLimit
    var data = Data()

    mutating func append(_ value: Int, _ width: Int) {
        for index in 0..<width { data.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    }
}

/// The checksum of zip archives.
enum CRC32 {
    /// Eight tables, so that eight bytes are taken in one step.
    private static let tables: [[UInt32]] = {
        var first: [UInt32] = []
        for index in 0..<256 {
            var value = UInt32(index)
            for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
            first.append(value)
        }
        var tables = [first]
        for level in 1..<8 { tables.append(tables[level - 1].map { ($0 >> 8) ^ first[Int($0 & 0xFF)] }) }
        return tables
    }()

    /// Returns the checksum (reflected polynomial 0x04C11DB7) of bytes.
    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        let flat = tables.flatMap { $0 }
        return flat.withUnsafeBufferPointer { table in
            var value = ~UInt32(0)
            var position = 0
            while position + 8 <= bytes.count {
                let word =
                    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                    ^ UInt64(value)
                value = 0
                for index in 0..<8 {
                    value ^= table[(7 - index) << 8 | Int(word >> (8 * UInt64(index)) & 0xFF)]
                }
                position += 8
            }
            for byte in bytes[position...] {
                value = (value >> 8) ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)]
            }
            return ~value
        }
    }
}
