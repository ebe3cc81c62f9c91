import GimbalStatistics
import Testing

@Suite("Holm's correction")
struct HolmTests {
    @Test("matches hand-computed values, in the order given")
    func byHand() {
        // Sorted: 0.005·4, 0.01·3, 0.03·2, 0.04·1 → 0.02, 0.03, 0.06, and 0.06 again to stay monotone.
        let corrected = holmCorrected([0.01, 0.04, 0.03, 0.005])
        #expect(zip(corrected, [0.03, 0.06, 0.06, 0.02]).allSatisfy { isClose($0, $1) })
    }

    @Test("never shrinks a p-value, stays monotone and at most 1")
    func laws() {
        var generator = Xoshiro256(seed: 9)
        for count in 1...20 {
            let raw = (0..<count).map { _ in Double(generator.index(below: 50)) / 49 }
            let corrected = holmCorrected(raw)
            #expect(zip(raw, corrected).allSatisfy { $0 <= $1 && $1 <= 1 })
            let order = raw.indices.sorted { raw[$0] < raw[$1] }
            #expect(zip(order, order.dropFirst()).allSatisfy { corrected[$0] <= corrected[$1] })
        }
    }

    @Test("one test, no test, ties and impossible values have defined results")
    func edges() {
        #expect(holmCorrected([]) == [])
        #expect(holmCorrected([0.03]) == [0.03])
        #expect(holmCorrected([0.01, 0.01, 0.01]) == [0.03, 0.03, 0.03])
        #expect(holmCorrected([0.6, 0.9]) == [1, 1])
        #expect(holmCorrected([.nan, 0.01, -1, 2]) == [1, 0.03, 0, 1])
    }
}

@Suite("Ranks")
struct RanksTests {
    @Test("ties share the mean of their ranks")
    func ties() throws {
        #expect(try ranks([0.8, 0.9, 0.8, 0.7], higherIsBetter: true) == [2.5, 1, 2.5, 4])
        #expect(try ranks([0.8, 0.9, 0.8, 0.7], higherIsBetter: false) == [2.5, 4, 2.5, 1])
        #expect(try ranks([1, 1, 1], higherIsBetter: true) == [2, 2, 2])
    }

    @Test("average over data sets")
    func averages() throws {
        let table = [[0.9, 0.8, 0.7], [0.6, 0.6, 0.5], [0.1, 0.2, 0.3]]
        let average = try averageRanks(table, higherIsBetter: true)
        #expect(zip(average, [5.5 / 3, 5.5 / 3, 7.0 / 3]).allSatisfy { isClose($0, $1) })
    }

    @Test("say what is wrong with their input")
    func errors() {
        #expect(
            errorText { _ = try averageRanks([[1, 2], [1]], higherIsBetter: true) }
                == "averageRanks: 2 values in row 0 but 1 in row 1, expected as many. "
                + "Pass both for the same items, in the same order.")
        #expect(errorText { _ = try averageRanks([], higherIsBetter: true) }.contains("at least 1 row"))
        #expect(errorText { _ = try ranks([.nan], higherIsBetter: true) }.hasPrefix("ranks: value 0 is nan"))
    }
}
