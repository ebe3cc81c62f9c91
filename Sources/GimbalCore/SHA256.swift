// SHA-256 in plain Swift: checksums of data and checkpoints without a library.
import Foundation

/// Computes the SHA-256 checksum of bytes that arrive in pieces.
///
/// - Source: FIPS 180-4, section 6.2.
public struct SHA256: Sendable {
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
        0x5be0_cd19,
    ]
    /// Bytes that do not fill a block of 64 yet.
    private var pending: [UInt8] = []
    private var byteCount: UInt64 = 0

    /// Starts with no bytes.
    public init() {}

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        byteCount &+= UInt64(bytes.count)
        var rest = bytes[...]
        if !pending.isEmpty {
            let missing = rest.prefix(Self.blockSize - pending.count)
            pending.append(contentsOf: missing)
            rest = rest.dropFirst(missing.count)
            guard pending.count == Self.blockSize else { return }
            let block = pending
            block.withUnsafeBytes { compress($0) }
            pending.removeAll(keepingCapacity: true)
        }
        let whole = rest.count - rest.count % Self.blockSize
        compress(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
        pending.append(contentsOf: rest.dropFirst(whole))
    }

    /// Adds bytes.
    public mutating func update(_ data: Data) {
        data.withUnsafeBytes { update($0) }
    }

    /// Adds the UTF-8 bytes of a text.
    public mutating func update(_ text: String) {
        update(Data(text.utf8))
    }

    /// Returns the checksum of all bytes added so far as 64 lower-case hexadecimal digits; more may follow.
    public func hexadecimal() -> String {
        var copy = self
        let bitCount = byteCount &* 8
        let used = pending.count + 9
        let zeros = (Self.blockSize - used % Self.blockSize) % Self.blockSize
        let padding = [0x80] + [UInt8](repeating: 0, count: zeros)
        let length = (0..<8).map { UInt8(truncatingIfNeeded: bitCount >> (56 - 8 * UInt64($0))) }
        (padding + length).withUnsafeBytes { copy.update($0) }
        return copy.state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// Returns the checksum of `data` as 64 lower-case hexadecimal digits.
    public static func hexadecimal(of data: Data) -> String {
        var hash = SHA256()
        hash.update(data)
        return hash.hexadecimal()
    }
}

/// Returns the SHA-256 checksum of a file's content as 64 lower-case hexadecimal digits, reading it in
/// pieces.
///
/// - Throws: `DataError` if the file cannot be read.
public func sha256(ofFileAt url: URL) throws -> String {
    var hash = SHA256()
    try readPieces(of: url) { hash.update($0) }
    return hash.hexadecimal()
}

extension SHA256 {
    private static let blockSize = 64

    private mutating func compress(_ blocks: UnsafeRawBufferPointer) {
        guard let start = blocks.baseAddress, !blocks.isEmpty else { return }
        let count = blocks.count / Self.blockSize
        state.withUnsafeMutableBufferPointer { state in
            Self.constants.withUnsafeBufferPointer { constants in
                withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
                    for block in 0..<count {
                        Self.expand(start + block * Self.blockSize, into: schedule)
                        Self.mix(&state, schedule, constants)
                    }
                }
            }
        }
    }

    /// Spreads the 16 words of a block over 64.
    private static func expand(_ block: UnsafeRawPointer, into schedule: UnsafeMutableBufferPointer<UInt32>) {
        for t in 0..<16 {
            schedule[t] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * t, as: UInt32.self))
        }
        for t in 16..<64 {
            let x = schedule[t - 15]
            let y = schedule[t - 2]
            let low = rotated(x, 7) ^ rotated(x, 18) ^ (x >> 3)
            let high = rotated(y, 17) ^ rotated(y, 19) ^ (y >> 10)
            schedule[t] = high &+ schedule[t - 7] &+ low &+ schedule[t - 16]
        }
    }

    private static func mix(
        _ state: inout UnsafeMutableBufferPointer<UInt32>, _ schedule: UnsafeMutableBufferPointer<UInt32>,
        _ constants: UnsafeBufferPointer<UInt32>
    ) {
        var a = state[0], b = state[1], c = state[2], d = state[3]
        var e = state[4], f = state[5], g = state[6], h = state[7]
        // Eight rounds a turn bring every variable back to its place, so nothing is ever moved.
        for t in stride(from: 0, to: 64, by: 8) {
            round(a, b, c, &d, e, f, g, &h, constants[t] &+ schedule[t])
            round(h, a, b, &c, d, e, f, &g, constants[t + 1] &+ schedule[t + 1])
            round(g, h, a, &b, c, d, e, &f, constants[t + 2] &+ schedule[t + 2])
            round(f, g, h, &a, b, c, d, &e, constants[t + 3] &+ schedule[t + 3])
            round(e, f, g, &h, a, b, c, &d, constants[t + 4] &+ schedule[t + 4])
            round(d, e, f, &g, h, a, b, &c, constants[t + 5] &+ schedule[t + 5])
            round(c, d, e, &f, g, h, a, &b, constants[t + 6] &+ schedule[t + 6])
            round(b, c, d, &e, f, g, h, &a, constants[t + 7] &+ schedule[t + 7])
        }
        state[0] &+= a
        state[1] &+= b
        state[2] &+= c
        state[3] &+= d
        state[4] &+= e
        state[5] &+= f
        state[6] &+= g
        state[7] &+= h
    }

    @inline(__always)
    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
        _ h: inout UInt32, _ word: UInt32
    ) {
        let choice = g ^ (e & (f ^ g))
        let first = h &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ choice &+ word
        let majority = (a & b) | (c & (a | b))
        d &+= first
        h = first &+ (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ majority
    }

    @inline(__always)
    private static func rotated(_ x: UInt32, _ count: UInt32) -> UInt32 {
        (x &>> count) | (x &<< (32 &- count))
    }

    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
        0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7,
        0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc,
        0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351,
        0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e,
        0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585,
        0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f,
        0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
        0xc671_78f2,
    ]
}
