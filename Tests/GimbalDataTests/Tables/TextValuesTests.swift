// Texts in one piece of memory.
import GimbalData
import Testing

@Suite("TextValues")
struct TextValuesTests {
    @Test("returns the texts that were stored, empty and non-ASCII ones among them")
    func roundTrip() {
        let texts = ["a", "", "größer", "a,b", ""]
        var values = TextValues(texts)
        #expect(Array(values) == texts)
        values.append("later")
        #expect(values.count == 6)
        #expect(values[5] == "later")
        #expect(values[2] == "größer")
        #expect(values != TextValues(texts))
    }
}
