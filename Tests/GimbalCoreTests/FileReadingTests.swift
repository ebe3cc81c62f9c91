// Files that cannot be read say why.
import Foundation
import GimbalCore
import GimbalTestSupport
import Testing

@Suite("reading files")
struct FileReadingTests {
    @Test("maps the content")
    func content() throws {
        try Fixtures.withTemporaryFolder { folder in
            for text in ["", "some bytes"] {
                let url = folder.appendingPathComponent("a")
                try Data(text.utf8).write(to: url)
                #expect(try mappedContents(of: url) == Data(text.utf8))
            }
        }
    }

    @Test("suggests the nearest name for a missing file")
    func missing() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data().write(to: folder.appendingPathComponent("weights.safetensors"))
            let error = #expect(throws: DataError.self) {
                try mappedContents(of: folder.appendingPathComponent("wieghts.safetensors"))
            }
            #expect(error?.code == "data.file.missing")
            #expect(error?.fix == "Did you mean \"weights.safetensors\"?")
        }
    }

    @Test("refuses a folder, and a file in a folder that is not there")
    func folders() throws {
        try Fixtures.withTemporaryFolder { folder in
            #expect(throws: DataError.self) { try mappedContents(of: folder) }
            let error = #expect(throws: DataError.self) {
                try sha256(ofFileAt: folder.appendingPathComponent("none/a"))
            }
            #expect(error?.fix.contains("does not exist") == true)
        }
    }

    @Test("says where it looked for files that ship")
    func shipped() {
        let error = #expect(throws: EnvironmentError.self) {
            try ShippedFiles.folder(ofTarget: "NoSuchTarget")
        }
        #expect(error?.message.contains("Gimbal_NoSuchTarget") == true)
        #expect(error?.message.contains("searched /") == true)
    }
}
