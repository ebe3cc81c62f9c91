// Fingerprints: everything that decides digits changes them.
import GimbalExperiments
import Testing

@Suite("Fingerprint")
struct FingerprintTests {
    @Test("every part changes the digest")
    func everyPart() {
        let changes: [(inout Fingerprint) -> Void] = [
            { $0.task = "x" }, { $0.dataChecksum = "x" }, { $0.preprocessing = "x" }, { $0.split = "x" },
            { $0.method = "x" }, { $0.seed = 9 }, { $0.budget = "x" }, { $0.dtype = "x" },
            { $0.device = "x" },
            { $0.threadCount = 9 }, { $0.cpuCapability = "x" }, { $0.gimbalVersion = "x" },
            { $0.torchVersion = "x" },
        ]
        let original = sampleFingerprint()
        var digests: Set<String> = [original.digest]
        for change in changes {
            var changed = original
            change(&changed)
            digests.insert(changed.digest)
        }
        #expect(digests.count == changes.count + 1)
    }

    @Test("values that contain separators do not run into each other")
    func separators() {
        var first = sampleFingerprint(), second = sampleFingerprint()
        (first.split, first.method) = ("a\nmethod:1:b", "c")
        (second.split, second.method) = ("a", "b\nmethod:1:c")
        #expect(first.digest != second.digest)
    }

    @Test("the digest is 64 hexadecimal digits and the same every time")
    func form() {
        let digest = sampleFingerprint().digest
        #expect(digest.count == 64)
        #expect(digest.allSatisfy(\.isHexDigit))
        #expect(digest == sampleFingerprint().digest)
    }
}

func sampleFingerprint(seed: UInt64 = 0, method: String = "gcn[hidden=16]") -> Fingerprint {
    Fingerprint(
        task: "node-classification", dataChecksum: "abc", preprocessing: "none", split: "public",
        method: method,
        seed: seed, budget: "",
        environment: RunEnvironment(
            dtype: "float32", device: "cpu", threadCount: 1, cpuCapability: "AVX2", gimbalVersion: "1",
            torchVersion: "2.13.0"))
}
