"""A first Streamlit app: compound interest, as a figure and a chart."""

import streamlit


def balances(deposit: float, rate: float, years: int) -> list[float]:
    """What is in the account at the end of each year."""
    return [round(deposit * (1 + rate / 100) ** year, 2) for year in range(years + 1)]


def main() -> None:
    streamlit.set_page_config(page_title="Savings")
    streamlit.title("Savings")
    deposit = streamlit.number_input("Deposit", min_value=0.0, value=1000.0, step=100.0)
    rate = streamlit.slider("Interest per year, %", 0.0, 10.0, 3.0, 0.5)
    years = streamlit.slider("Years", 1, 40, 10)
    account = balances(deposit, rate, years)
    streamlit.metric("At the end", f"{account[-1]:,.2f}", f"{account[-1] - deposit:,.2f}")
    streamlit.line_chart(account)


main()
