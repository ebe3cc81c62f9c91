// Fingerprints: everything that decides digits changes them.
import Foundation
import GimbalExperiments
import Testing

@Suite("Fingerprint")
struct FingerprintTests {
    @Test("every part changes the digest")
    func everyPart() throws {
        let changes: [(inout Fingerprint) -> Void] = [
            { $0.task = "x" }, { $0.dataChecksum = "x" }, { $0.preprocessing = "x" }, { $0.split = "x" },
            { $0.method = "x" }, { $0.seed = 9 }, { $0.budget = "x" }, { $0.dtype = "x" },
            { $0.device = "x" },
            { $0.threadCount = 9 }, { $0.cpuCapability = "x" }, { $0.gimbalVersion = "x" },
            { $0.torchVersion = "x" },
        ]
        let original = try sampleFingerprint()
        var digests: Set<String> = [original.digest]
        for change in changes {
            var changed = original
            change(&changed)
            digests.insert(changed.digest)
        }
        #expect(digests.count == changes.count + 1)
    }

    @Test("values that contain separators do not run into each other")
    func separators() throws {
        var first = try sampleFingerprint(), second = first
        (first.split, first.method) = ("a\nmethod:1:b", "c")
        (second.split, second.method) = ("a", "b\nmethod:1:c")
        #expect(first.digest != second.digest)
    }

    @Test("the digest is 64 hexadecimal digits and the same every time")
    func form() throws {
        let digest = try sampleFingerprint().digest
        #expect(digest.count == 64)
        let isHexadecimal = digest.allSatisfy { $0.isHexDigit }
        #expect(isHexadecimal)
        #expect(try sampleFingerprint().digest == digest)
    }
}

func sampleFingerprint(seed: UInt64 = 0, method: String = "gcn[hidden=16]") throws -> Fingerprint {
    let environment = """
        {"dtype": "float32", "device": "cpu", "threadCount": 1, "cpuCapability": "AVX2", "gimbalVersion": "1",
         "torchVersion": "2.13.0"}
        """
    return Fingerprint(
        task: "node-classification", dataChecksum: "abc", preprocessing: "none", split: "public",
        method: method,
        seed: seed, budget: "",
        environment: try JSONDecoder().decode(RunEnvironment.self, from: Data(environment.utf8)))
}
