// SHA-256 against the examples of FIPS 180-4 and NIST's long message.
import Foundation
import GimbalCore
import GimbalTestSupport
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    @Test(
        "matches NIST's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
                    + "mnopqrstnopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
            ),
        ])
    func examples(text: String, checksum: String) {
        #expect(SHA256.hexadecimal(of: Data(text.utf8)) == checksum)
    }

    @Test("matches NIST's million letters, whatever the pieces", arguments: [1, 63, 64, 65, 1000, 1_000_000])
    func pieces(size: Int) {
        let all = Data(repeating: UInt8(ascii: "a"), count: 1_000_000)
        var hash = SHA256()
        for start in stride(from: 0, to: all.count, by: size) {
            hash.update(all[start..<min(start + size, all.count)])
        }
        #expect(hash.hexadecimal() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("does not change when it is asked for its checksum")
    func asking() {
        var hash = SHA256()
        hash.update("ab")
        _ = hash.hexadecimal()
        hash.update("c")
        #expect(hash.hexadecimal() == SHA256.hexadecimal(of: Data("abc".utf8)))
    }

    @Test("of a file equals that of its content")
    func file() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a")
            let data = Data((0..<600_001).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            try data.write(to: url)
            #expect(try sha256(ofFileAt: url) == SHA256.hexadecimal(of: data))
        }
    }
}
