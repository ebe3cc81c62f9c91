import GimbalStatistics
import Testing

@Suite("Correction by Benjamini and Hochberg")
struct BenjaminiHochbergTests {
    @Test("agrees with SciPy")
    func oracle() throws {
        for row in try fixture("hypotheses", as: HypothesisFixture.self).discoveries {
            let corrected = benjaminiHochbergCorrected(row.raw)
            #expect(corrected.count == row.corrected.count)
            #expect(zip(corrected, row.corrected).allSatisfy { isClose($0, $1, absolute: 1e-16) })
        }
    }

    @Test("never shrinks a p-value, stays monotone, and is never stricter than Holm's")
    func laws() {
        var generator = Xoshiro256(seed: 10)
        for count in 1...20 {
            let raw = (0..<count).map { _ in Double(generator.index(below: 50)) / 49 }
            let corrected = benjaminiHochbergCorrected(raw)
            #expect(zip(raw, corrected).allSatisfy { $0 <= $1 && $1 <= 1 })
            let order = raw.indices.sorted { raw[$0] < raw[$1] }
            #expect(zip(order, order.dropFirst()).allSatisfy { corrected[$0] <= corrected[$1] })
            #expect(zip(corrected, holmCorrected(raw)).allSatisfy { $0 <= $1 + 1e-15 })
        }
    }

    @Test("one test, no test, ties and impossible values have defined results")
    func edges() {
        #expect(benjaminiHochbergCorrected([]) == [])
        #expect(benjaminiHochbergCorrected([0.03]) == [0.03])
        #expect(benjaminiHochbergCorrected([0.5, 0.5]) == [0.5, 0.5])
        #expect(benjaminiHochbergCorrected([.nan, 0.125, -1, 2]) == [1, 0.25, 0, 1])
    }
}
